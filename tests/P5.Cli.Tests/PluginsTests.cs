namespace P5.Cli.Tests;

/// <summary><c>p5env plugins</c>.</summary>
public sealed class PluginsTests
{
    // A name or a command from a repository could otherwise change what the terminal shows.
    [Theory]
    [InlineData("plugins -v")]
    [InlineData("check")]
    [InlineData("export -s dev -v")]
    [InlineData("exec -s dev true")]
    public async Task Run_ControlCharactersInTheConfiguration_AreEscaped(string line)
    {
        using var workspace = new Workspace();
        workspace.Write("p5.toml", """
            [plugins."a\u001b[31mb\u0007\u009b"]
            cmd = "./x\u001b[0m"
            comand = "x"
            [plugins.k9s.config]
            "\u001b[31m" = 1
            """);

        RunResult result = await workspace.RunAsync(line.Split(' '));

        string text = result.Output + result.Error;
        text.ShouldContain("a\\u001b[31mb\\u0007\\u009b");
        text.Where(char.IsControl).Distinct().ShouldBe(['\n']);
    }

    [Fact]
    public async Task Plugins_WithoutAStack_ListsThemInTheirOrderAndStartsNone()
    {
        using var workspace = new Workspace();
        string file = workspace.Write("p5.toml", """
            order = ["zeta", "env"]

            [plugins.alpha]
            cmd = "./does-not-exist"
            [plugins.env.config]
            vars = { TOKEN = "abc123" }
            [plugins.zeta]
            cmd = "neither"
            """);

        RunResult result = await workspace.RunAsync("plugins");

        string[][] rows =
        [
            .. result.ShouldSucceed().TrimEnd().Split('\n')
                .Select(
                    line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
        ];
        rows.ShouldBe(
        [
            ["NAME", "KIND", "COMMAND", "FILE"],
            ["zeta", "external", "neither", file],
            ["env", "builtin", "-", file],
            ["alpha", "external", "./does-not-exist", file],
        ]);
    }

    [Fact]
    public async Task Plugins_OfAStackWithoutAFile_WarnsWithTheNearest()
    {
        using var workspace = new Workspace();
        workspace.Write("p5.toml", "[plugins.k9s]\n");
        string file = workspace.Write("Pulumi.prod.yaml", "");

        RunResult result = await workspace.RunAsync("plugins", "--stack", "prdo");

        result.ExitCode.ShouldBe(0);
        result.Output.ShouldContain("k9s");
        result.Error.ShouldContain(
            $"p5env: warning: {file.Replace("prod", "prdo")}: Stack 'prdo' has no file. Known stacks: prod. "
                + "Did you mean prod?");
    }

    [Fact]
    public async Task Plugins_OfAnotherFolder_AreFound()
    {
        using Workspace workspace = Workspace.WithVariables();
        using var elsewhere = new Workspace();

        RunResult result = await elsewhere.RunAsync("plugins", "--path", workspace.Root);

        result.ShouldSucceed().ShouldContain(workspace.PathOf("p5.toml"));
    }
}
