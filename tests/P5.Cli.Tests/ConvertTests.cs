using P5.Cli.Tests.Support;

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
}
