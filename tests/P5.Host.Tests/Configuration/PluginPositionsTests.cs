namespace P5.Host.Tests;

/// <summary>Which files, lines and columns a plugin's configuration comes from.</summary>
public sealed class PluginPositionsTests : IDisposable
{
    private readonly TemporaryWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Files_OfEachPlugin_AreThoseThatNameIt()
    {
        string toml = _workspace.PathOf("p5.toml");
        string yaml = _workspace.PathOf("app/Pulumi.yml");
        string stack = _workspace.PathOf("app/Pulumi.dev.yml");
        _workspace.Write(".git", "gitdir: elsewhere");
        _workspace.Write(
            "p5.toml",
            "[plugins.global]\ncmd = \"g\"\n[plugins.both]\ncmd = \"b\"\n[plugins.moved]\ncmd = \"m\"\n"
            + "[plugins.none]\n");
        _workspace.Write(
            "app/Pulumi.yml",
            "name: 007\np5: {plugins: {both: {cmd: '', args: [x]}, moved: {cmd: ./m}, own: {cmd: o}}}");
        _workspace.Write("app/Pulumi.dev.yml", "config: {p5:plugins: {both: {a: b}, unknown: {a: b}}}");

        WorkspaceConfiguration configuration = ConfigurationLoader.Load(_workspace.PathOf("app"), "dev");

        configuration.GlobalFile.ShouldBe(toml);
        configuration.ProgramFile.ShouldBe(yaml);
        configuration.ProgramName.ShouldBe("007");
        configuration.StackFile.ShouldBe(stack);
        configuration.Plugins.Keys.ShouldBe(["both", "global", "moved", "none", "own"]);
        Check("global", toml, toml);
        Check("both", toml, toml, yaml, stack);
        Check("moved", yaml, toml, yaml);
        Check("none", toml, toml);
        Check("own", yaml, yaml);

        void Check(string name, string commandFile, params string[] files)
        {
            PluginConfiguration plugin = configuration.Plugins[name];
            plugin.CommandFile.ShouldBe(commandFile);
            plugin.Files.ShouldBe(files);
        }
    }

    [Fact]
    public void Positions_OfEachSetting_AreThoseOfTheirKeys()
    {
        _workspace.Write(
            "p5.toml",
            """
            [plugins.p]
            cmd = "p"
            args = ["x"]
            timeout = 5
            import_helper = true
            use_auth_env = false
            config = { a = 1, "b.c" = 2 }
            [plugins.p.refresh]
            onStackChange = false
            [plugins.bare]
            cmd = ""
            """);
        _workspace.Write(
            "Pulumi.yaml",
            """
            name: x
            p5:
              plugins:
                p:
                  cmd: ''
                  args: [y]
                  import_helper: false
                  use_auth_env: true
                  idle_timeout: 5m
                  config:
                    a: 2
                    d: 3
            """);
        _workspace.Write(
            "Pulumi.dev.yaml", "config:\n  p5:plugins:\n    p:\n      config:\n        a:\n          - hunter2\n");

        WorkspaceConfiguration configuration = _workspace.Load("dev");

        configuration.Plugins["bare"].Positions.ShouldBeEmpty();
        configuration.Plugins["p"].Positions
            .Select(pair => $"{pair.Key} {Path.GetFileName(pair.Value.File)}:{pair.Value.Line}:{pair.Value.Column}")
            .ShouldBe(
            [
                "cmd p5.toml:2:1",
                "args Pulumi.yaml:6:7",
                "refresh p5.toml:8:12",
                "import_helper p5.toml:5:1",
                "use_auth_env Pulumi.yaml:8:7",
                "timeout p5.toml:4:1",
                "idle_timeout Pulumi.yaml:9:7",
                "config.a Pulumi.yaml:11:9",
                "config.\"b.c\" p5.toml:7:19",
                "config.d Pulumi.yaml:12:9",
                "stack config.a Pulumi.dev.yaml:5:9",
            ]);
        configuration.Plugins["p"].Positions["cmd"].ToString().ShouldBe($"{_workspace.PathOf("p5.toml")}:2:1");
    }

    [Fact]
    public void Load_WithoutStack_ReadsNoStackFile()
    {
        _workspace.Write("p5.toml", "[plugins.p]\n");
        _workspace.Write("Pulumi.dev.yaml", "config: [");

        WorkspaceConfiguration configuration = _workspace.Load(stack: null);

        configuration.StackFile.ShouldBeNull();
        configuration.StackName.ShouldBeNull();
        configuration.StackError.ShouldBeNull();
    }

    [Fact]
    public void ToString_OfAPlugin_ShowsNoConfiguration()
    {
        _workspace.Write("p5.toml", "[plugins.p]\nargs = [\"hunter2\"]\nconfig = { a = \"hunter2\" }\n");

        _workspace.Load().Plugins["p"].ToString().ShouldBe("p");
    }
}
