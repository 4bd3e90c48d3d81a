namespace P5.Host.Tests;

/// <summary>What loading says of settings that no plugin gets: a check is not the only one to report them.</summary>
public sealed class MisplacedKeysTests : IDisposable
{
    private readonly TemporaryWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("p5:plugins:\n  p: {a: b}\n", "Move it under config:, as p5:plugins:.")]
    [InlineData("config:\n  p5.plugins:\n    p: {a: b}\n", "Rename it to p5:plugins.")]
    [InlineData("config:\n  p5:plugins:\n    p: {confg: {a: b}}\n", "Rename it to config.")]
    [InlineData("confg:\n  p5:plugins:\n    p: {a: b}\n", "Rename it to config.")]
    [InlineData(
        "config:\n  p5:plugins:\n    p: {a: {secure: v1:hunter2}}\n",
        "Give the plugin the name of a secret that it reads itself.")]
    public void Load_OfAStackFile_Warns(string yaml, string fix)
    {
        _workspace.Write("p5.toml", "[plugins.p]\ncmd = \"p\"\n");
        _workspace.Write("Pulumi.dev.yaml", yaml);

        ConfigurationDiagnostic warning = _workspace.Load("dev").Warnings.ShouldHaveSingleItem();

        warning.Fix.ShouldBe(fix);
        warning.Message.ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("Pulumi.yaml", "p5:plugins: {p: {cmd: p}}\n", "Write p5: and, indented below it, plugins:.")]
    [InlineData(
        "Pulumi.yaml",
        "config: {p5:plugins: {p: {a: b}}}\n",
        "Move it to a stack file, or move its settings to p5: plugins: NAME: config: in this file.")]
    [InlineData(
        "p5.toml",
        "[plugins.p]\ncmd = \"p\"\n[plugins.p.config]\norder = [\"p\"]\n",
        "Move order above the first table.")]
    [InlineData(
        "p5.toml",
        "[plugins.dev-env]\ncmd = \"p\"\n[plugins.devenv.config]\na = 1\n",
        "Rename it to dev-env, or set its cmd.")]
    public void Load_OfAProgram_Warns(string file, string text, string fix)
    {
        _workspace.Write(file, text);

        _workspace.Load().Warnings.ShouldHaveSingleItem().Fix.ShouldBe(fix);
    }

    [Fact]
    public void Load_OfAStackFileThatSetsAnOption_IsSilentBecauseAPluginMayHaveSuchASetting()
    {
        _workspace.Write("p5.toml", "[plugins.p]\ncmd = \"p\"\n");
        _workspace.Write("Pulumi.dev.yaml", "config: {p5:plugins: {p: {timeout: 5}}}");

        WorkspaceConfiguration configuration = _workspace.Load("dev");

        configuration.Warnings.ShouldBeEmpty();
        configuration.Plugins["p"].StackConfig["timeout"].ShouldBe("5");
    }
}
