using P5.Cli.Tests.Support;

namespace P5.Cli.Tests;

/// <summary><c>p5env export</c>.</summary>
public sealed class ExportTests
{
    [Theory]
    [InlineData("posix", "export EMPTY=''\nexport TOKEN='it'\\''s ü'\n")]
    [InlineData("fish", "set -gx EMPTY ''\nset -gx TOKEN 'it\\'s ü'\n")]
    [InlineData("powershell", "$env:EMPTY = ''\n$env:TOKEN = 'it''s ü'\n")]
    [InlineData("json", "{\n  \"EMPTY\": \"\",\n  \"TOKEN\": \"it's ü\"\n}\n")]
    [InlineData("dotenv", "EMPTY=''\nTOKEN=\"it's ü\"\n")]
    public async Task Export_Format_WritesThatForm(string format, string expected)
    {
        using Workspace workspace = Workspace.WithVariables("""TOKEN = "it's ü", EMPTY = "" """);

        RunResult result = await workspace.RunAsync("export", "-s", "dev", "-f", format);

        result.ShouldSucceed().ReplaceLineEndings("\n").ShouldBe(expected);
    }

    [SkippableFact]
    public async Task Export_Default_IsReadByAShell()
    {
        Needs.Unix();
        using Workspace workspace = Workspace.WithVariables("""TOKEN = "a'b\n$c" """);

        RunResult result = await workspace.RunProgramAsync(
            "sh", ["-c", "eval \"$('" + Programs.P5Env + "' export -s dev)\"; printf %s \"$TOKEN\""]);

        result.ShouldSucceed().ShouldBe("a'b\n$c");
    }

    [Fact]
    public async Task Export_StackFromTheEnvironment_IsTaken()
    {
        using Workspace workspace = Workspace.WithVariables("TOKEN = 'global'");
        workspace.Write("Pulumi.prod.yaml", "config:\n  p5:plugins:\n    env:\n      config:\n        vars: { TOKEN: prod }\n");
        workspace.Environment["PULUMI_STACK"] = "prod";

        RunResult result = await workspace.RunAsync("export");

        result.ShouldSucceed().ShouldBe("export TOKEN='prod'\n");
    }

    [Fact]
    public async Task Export_NoStackSelected_NamesThoseThatAreThere()
    {
        using Workspace workspace = Workspace.WithVariables();
        workspace.Write("Pulumi.prod.yaml", "config: {}\n");

        RunResult result = await workspace.RunAsync("export");

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBe("");
        result.Error.ShouldContain("prod");
    }

    [Fact]
    public async Task Export_OnePluginFails_PrintsNothing()
    {
        using var workspace = new Workspace();
        workspace.Write("p5.toml", $"""
            [plugins.env.config]
            vars = {"{ TOKEN = 'abc123' }"}
            [plugins.ext]
            {Workspace.PluginKeys(Programs.Faulty, "garbage-and-exit")}
            """);

        RunResult result = await workspace.RunAsync("export", "-s", "dev");

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBe("");
        result.Error.ShouldContain("ext");
        result.Error.ShouldNotContain("abc123");
    }

    [Fact]
    public async Task Export_ConfigurationIsMalformed_NamesFileAndLine()
    {
        using var workspace = new Workspace();
        workspace.Write("p5.toml", "[plugins.env\n");

        RunResult result = await workspace.RunAsync("export", "-s", "dev");

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("p5.toml:1:");
    }

    [SkippableFact]
    public async Task Export_OutputCannotBeWritten_IsAnError()
    {
        Needs.Linux();
        using Workspace workspace = Workspace.WithVariables("TOKEN = 'abc123'");

        RunResult result = await workspace.RunProgramAsync("sh", ["-c", "exec \"$0\" export -s dev > /dev/full", Programs.P5Env]);

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldStartWith("p5env: error: ");
        result.Error.ShouldNotContain("abc123");
    }
}
