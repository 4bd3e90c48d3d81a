namespace P5.Cli.Tests;

/// <summary><c>p5env convert</c>.</summary>
public sealed class ConvertTests
{
    private const string Old = """
        # ours
        [plugins.dev-env]
        source = "./plugins/dev-env"

        [plugins.vault]
        source = "github.com/org/repo/vault@v1.2.3"

        """;

    [Fact]
    public async Task Convert_ByDefault_ShowsTheDifferenceAndChangesNothing()
    {
        using var workspace = new Workspace();
        string file = workspace.Write("p5.toml", Old);

        RunResult result = await workspace.RunAsync("convert", "p5.toml");

        result.ExitCode.ShouldBe(0);
        result.Output.ShouldContain("-source = \"./plugins/dev-env\"");
        result.Output.ShouldContain("+cmd = \"./plugins/dev-env/dev-env\"");
        result.Error.ShouldContain("p5env: warning: ");
        result.Error.ShouldContain("vault");
        (await File.ReadAllTextAsync(file)).ShouldBe(Old);
    }

    [Fact]
    public async Task Convert_CharactersThatChangeATerminal_AreEscapedThereOnly()
    {
        Needs.Linux();
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script, which gives p5env a terminal, is missing.");
        using var workspace = new Workspace();
        workspace.Write("p5.toml", "[plugins.vault]\nsource = './vault' # \u202e\n");

        RunResult terminal = await workspace.RunProgramAsync(
            "/usr/bin/script", ["-qec", $"'{Workspace.P5Env}' convert p5.toml", "/dev/null"]);
        RunResult pipe = await workspace.RunAsync("convert", "p5.toml");

        terminal.Output.ShouldContain("# \\u202e");
        pipe.Output.ShouldContain("# \u202e");
    }

    [Fact]
    public async Task Convert_InPlace_WritesTheFileOnceAndKeepsABackup()
    {
        using var workspace = new Workspace();
        string file = workspace.Write("p5.toml", Old);

        RunResult first = await workspace.RunAsync(
            "convert", "p5.toml", "--in-place", "--command-map", "vault=./bin/vault", "dev-env=./bin/dev-env=2");
        string converted = await File.ReadAllTextAsync(file);
        RunResult second = await workspace.RunAsync("convert", "p5.toml", "--in-place");

        first.ExitCode.ShouldBe(0, first.Error);
        first.Output.ShouldBe("");
        converted.ShouldContain("cmd = \"./bin/vault\"");
        converted.ShouldContain("cmd = \"./bin/dev-env=2\"");
        second.ShouldSucceed().ShouldBe("");
        (await File.ReadAllTextAsync(file)).ShouldBe(converted);
        (await File.ReadAllTextAsync(file + ".bak")).ShouldBe(Old);
    }

    [Fact]
    public async Task Convert_Output_WritesThereAndLeavesTheFile()
    {
        using var workspace = new Workspace();
        string file = workspace.Write("p5.toml", Old);

        RunResult result = await workspace.RunAsync("convert", file, "-o", "new.toml", "-b", "/opt/p5");

        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ShouldBe("");
        (await File.ReadAllTextAsync(workspace.PathOf("new.toml"))).ShouldContain("cmd = \"/opt/p5/vault\"");
        (await File.ReadAllTextAsync(file)).ShouldBe(Old);
    }

    [Fact]
    public async Task Convert_FileMissing_IsAnError()
    {
        using var workspace = new Workspace();

        RunResult result = await workspace.RunAsync("convert", "p5.toml");

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBe("");
        result.Error.ShouldContain("p5.toml");
    }

    [Fact]
    public async Task Convert_Recurse_ShowsEachFileAndFailsForTheBrokenOne()
    {
        using var workspace = new Workspace();
        workspace.Write("p5.toml", Old);
        Directory.CreateDirectory(workspace.PathOf("apps/a"));
        Directory.CreateDirectory(workspace.PathOf("apps/b"));
        workspace.Write("apps/a/Pulumi.yaml", "p5: 5");
        string stack = workspace.Write("apps/b/Pulumi.dev.yaml", "config:\n  p5:plugins:vault: {role: dev}\n");

        RunResult result = await workspace.RunAsync("convert", ".", "--recurse", "-i");

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain($"{Path.Join("apps", "a", "Pulumi.yaml")}:1:1: ");
        (await File.ReadAllTextAsync(stack))
            .ShouldBe("config:\n  p5:plugins:\n    vault:\n      config: {role: dev}\n");
    }

    [Fact]
    public async Task Convert_FolderWithoutRecurse_TakesItsOwnFiles()
    {
        using var workspace = new Workspace();
        workspace.Write("p5.toml", Old);
        workspace.Write("Pulumi.yaml", "p5: {plugins: {a: {source: ./a}}}\n");
        Directory.CreateDirectory(workspace.PathOf("inner"));
        workspace.Write("inner/Pulumi.yaml", "p5: {plugins: {b: {source: ./b}}}\n");

        RunResult result = await workspace.RunAsync("convert", ".");

        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ShouldContain("cmd: ./a/a");
        result.Output.ShouldContain("cmd = \"vault\"");
        result.Output.ShouldNotContain("./b");
    }

    [Fact]
    public async Task Convert_OutputForSeveralFiles_IsAnError()
    {
        using var workspace = new Workspace();
        workspace.Write("p5.toml", Old);
        workspace.Write("Pulumi.yaml", "name: x\n");

        RunResult result = await workspace.RunAsync("convert", ".", "-o", "new");

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("--output works with one file");
        File.Exists(workspace.PathOf("new")).ShouldBeFalse();
    }

    [Fact]
    public async Task Convert_PluginLeftToDoManually_ExitsWith3()
    {
        using var workspace = new Workspace();
        workspace.Write("p5.toml", Old);
        workspace.Write("Pulumi.yaml", "x: &x {source: ./x}\np5: {plugins: {a: *x}}\n");

        RunResult result = await workspace.RunAsync("convert", ".", "--in-place");

        result.ExitCode.ShouldBe(3, result.Error);
        result.Error.ShouldContain("plugin 'a': it was not converted; convert it manually");
        (await File.ReadAllTextAsync(workspace.PathOf("p5.toml"))).ShouldContain("cmd = \"vault\"");
    }

    [Fact]
    public async Task Convert_Diff_HasPathsFromTheCurrentFolder()
    {
        using var workspace = new Workspace();
        Directory.CreateDirectory(workspace.PathOf("apps/a"));
        workspace.Write("apps/a/Pulumi.yaml", "p5: {plugins: {a: {source: ./a}}}\n");

        RunResult result = await workspace.RunAsync("convert", "apps", "--recurse");

        result.Output.ShouldStartWith("--- a/apps/a/Pulumi.yaml\n+++ b/apps/a/Pulumi.yaml\n@@ ");
    }
}
