namespace P5.Plugin.Tests;

public sealed class ProgramCommandTests : IDisposable
{
    private static readonly string s_ending = OperatingSystem.IsWindows() ? ".exe" : "";

    private readonly TemporaryFolder _folder = new();

    private string Launcher => _folder.PathOf("sdk/dotnet" + s_ending);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("vault")]
    [InlineData("renamed")]
    public void Find_ExecutableOfItsOwn_IsTheCommand(string file)
    {
        string executable = _folder.PathOf(file + s_ending);

        Find(executable, "vault", _folder.PathOf("vault.dll")).ShouldBeCommand("vault", executable);
    }

    [Fact]
    public void Find_SingleFile_IsTheCommand() =>
        ProgramCommand.Find(Launcher, "vault", _folder.PathOf("none.dll"), searchPath: "")
            .ShouldBeCommand("vault", Launcher);

    [Fact]
    public void Find_PluginNamedDotnet_IsTheCommand() =>
        Find(Launcher, "dotnet", _folder.PathOf("dotnet.dll")).ShouldBeCommand("dotnet", Launcher);

    [Fact]
    public void Find_DotnetWithAnExecutableBesideTheAssembly_IsThatExecutable()
    {
        string executable = _folder.WriteExecutable("vault" + s_ending, "");

        Find(Launcher, "vault", _folder.Write("vault.dll", "")).ShouldBeCommand("vault", executable);
    }

    [Fact]
    public void Find_DotnetOnPath_IsItsNameAndTheAssembly()
    {
        string assembly = _folder.Write("vault.dll", "");
        _folder.WriteExecutable("sdk/dotnet" + s_ending, "");
        string path = $"/nowhere{Path.PathSeparator}{_folder.PathOf("sdk")}";

        ProgramCommand.Find(Launcher, "vault", assembly, path).ShouldBeCommand("vault", "dotnet", assembly);
    }

    [Fact]
    public void Find_DotnetNotOnPath_IsItsPathAndTheAssembly()
    {
        string assembly = _folder.Write("vault.dll", "");

        Find(Launcher, "vault", assembly).ShouldBeCommand("vault", Launcher, assembly);
    }

    [Theory]
    [InlineData("vault", "/opt/vault", "  [plugins.vault]\n  cmd = '/opt/vault'\n")]
    [InlineData("my.vault", @"C:\p\v.exe", "  [plugins.'my.vault']\n  cmd = 'C:\\p\\v.exe'\n")]
    [InlineData("v", "/o'b\\\"c", "  [plugins.v]\n  cmd = \"/o'b\\\\\\\"c\"\n")]
    public void ToToml_AnyPath_IsQuoted(string name, string executable, string toml) =>
        new ProgramCommand(name, executable, []).ToToml().ShouldBe(toml);

    [Fact]
    public void ToToml_Arguments_AreAList() => new ProgramCommand("v", "dotnet", ["/a b/v.dll", "o'c"]).ToToml()
        .ShouldBe("  [plugins.v]\n  cmd = 'dotnet'\n  args = ['/a b/v.dll', \"o'c\"]\n");

    private static ProgramCommand Find(string processPath, string name, string assemblyPath) =>
        ProgramCommand.Find(processPath, name, assemblyPath, searchPath: "");
}

file static class ProgramCommandAssertions
{
    public static void ShouldBeCommand(
        this ProgramCommand command, string name, string executable, params string[] arguments)
    {
        command.Name.ShouldBe(name);
        command.Executable.ShouldBe(executable);
        command.Arguments.ShouldBe(arguments);
    }
}
