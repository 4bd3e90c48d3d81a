namespace P5.Host.Tests;

[Trait("Category", "Hostile")]
public sealed class CodeLoadingVariablesTests
{
    [Theory]
    [InlineData("LD_PRELOAD", "loads a library into every program")]
    [InlineData("DYLD_INSERT_LIBRARIES", "changes which libraries programs load")]
    [InlineData("DOTNET_STARTUP_HOOKS", "loads code into every .NET program")]
    [InlineData("CORECLR_PROFILER_PATH_64", "loads a profiler into every .NET program")]
    [InlineData("PATH", "changes which programs are found")]
    [InlineData("HOME", "changes where programs find their settings, which can name programs to run")]
    [InlineData("PROMPT_COMMAND", "can run a command at each prompt of a shell")]
    [InlineData("BASH_FUNC_ls%%", "replaces a command in every bash")]
    [InlineData("ENV", "runs a file at the start of shells")]
    [InlineData("PULUMI_HOME", "changes which plugins Pulumi runs")]
    [InlineData("P5_REATTACH_PLUGINS", "changes which processes P5 gets credentials from")]
    public void Warnings_PowerfulName_SayWhatItDoes(string name, string effect) =>
        CodeLoadingVariables.Warnings("login", ["PULUMI_BACKEND_URL", name])
            .ShouldBe([$"Plugin 'login' sets {name}, which {effect}."]);

    // Names that only look like one in the list, or that credentials have.
    [Theory]
    [InlineData("PATHS")]
    [InlineData("LD_PRELOADED")]
    [InlineData("DYLD")]
    [InlineData("ENVIRONMENT")]
    [InlineData("AWS_ACCESS_KEY_ID")]
    [InlineData("PULUMI_CONFIG_PASSPHRASE")]
    [InlineData("")]
    public void IsPowerful_OrdinaryName_IsFalse(string name) =>
        CodeLoadingVariables.IsPowerful(name, out _).ShouldBeFalse();

    [Fact]
    public void IsPowerful_Case_CountsAsOnThePlatform()
    {
        CodeLoadingVariables.IsPowerful("ld_preload", out _).ShouldBe(OperatingSystem.IsWindows());
        CodeLoadingVariables.IsPowerful("dyld_library_path", out _).ShouldBe(OperatingSystem.IsWindows());
    }
}
