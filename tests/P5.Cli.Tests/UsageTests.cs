using System.Reflection;

namespace P5.Cli.Tests;

/// <summary>p5env's own command line.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("--help", "exec", "export", "plugins", "check", "test-plugin", "convert", "--version")]
    [InlineData("exec --help", "command", "--stack", "--path", "--verbose")]
    [InlineData("export --help", "dotenv|fish|github-actions|json|posix|powershell", "--stack", "--path", "--verbose")]
    [InlineData("plugins --help", "--stack", "--path", "--verbose")]
    [InlineData("check --help", "json|text", "--stack", "--path", "--recurse", "--strict", "--verbose")]
    [InlineData(
        "test-plugin --help", "<command>", "--config", "--stack-config", "--stack", "--timeout", "json|text",
        "--verbose")]
    [InlineData(
        "convert --help", "<path>", "--recurse", "--in-place", "--output", "--command-map <name=cmd>",
        "--bin-directory")]
    public async Task Help_OfEachCommand_NamesWhatItTakes(string line, params string[] expected)
    {
        using var workspace = new Workspace();

        RunResult result = await workspace.RunAsync(line.Split(' '));

        foreach (string word in expected)
        {
            result.ShouldSucceed().ShouldContain(word);
        }
    }

    [Fact]
    public async Task Help_WithoutArguments_IsPrinted()
    {
        using var workspace = new Workspace();

        string help = (await workspace.RunAsync("--help")).ShouldSucceed();

        (await workspace.RunAsync()).ShouldSucceed().ShouldBe(help);
    }

    [Fact]
    public async Task Version_IsTheOneOfTheBuild()
    {
        using var workspace = new Workspace();
        string version = typeof(UsageTests).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

        RunResult result = await workspace.RunAsync("--version");

        result.ShouldSucceed().Trim().Split('+')[0].ShouldBe(version.Split('+')[0]);
    }

    [Theory]
    [InlineData("nonsense", 2, "error: 'nonsense' is not a command of p5env.\np5env: 'p5env --help' shows the usage.")]
    [InlineData("exprot -s dev", 2, "error: 'exprot' is not a command of p5env. Did you mean export?\np5env: 'p5env ")]
    [InlineData("--stak dev plugins", 2, "'--stak' is not an option of p5env plugins. Did you mean --stack?\n")]
    [InlineData("--stack dev plugins", 2, "'--stack' is an option of p5env plugins and must be after that.\n")]
    [InlineData("plugins nonsense", 2, "error: 'nonsense' is not an argument of p5env plugins.\np5env: 'p5env plugins")]
    [InlineData("export --nonsense", 2, "'--nonsense' is not an option of p5env export.\n")]
    [InlineData("export --formt json", 2, "'--formt' is not an option of p5env export. Did you mean --format?\n")]
    [InlineData("export -x", 2, "'-x' is not an option of p5env export.\n")]
    [InlineData("export --format ini", 2, "'ini'")]
    [InlineData("export --format ini", 2, " 'json'")]
    [InlineData("export --stack", 2, "'--stack'")]
    [InlineData("export --path", 2, "'--path'")]
    [InlineData("export --path no/such/folder", 2, "no/such/folder")]
    [InlineData("check --format xml", 2, "'xml'")]
    [InlineData("check --path no/such/folder", 2, "no/such/folder")]
    [InlineData("test-plugin", 2, "'test-plugin'")]
    [InlineData("test-plugin --nonsense", 2, "'--nonsense'")]
    [InlineData("test-plugin --config secret x", 2, "--config takes NAME=VALUE.")]
    [InlineData("test-plugin --stack-config =x x", 2, "--stack-config takes NAME=VALUE.")]
    [InlineData("test-plugin --timeout 0 x", 2, "'0'")]
    [InlineData("test-plugin --timeout soon x", 2, "'soon'")]
    [InlineData("test-plugin --format xml x", 2, "'xml'")]
    [InlineData("convert", 2, "'convert'")]
    [InlineData("convert p5.toml -i -o", 2, "cannot be combined")]
    [InlineData("convert p5.toml -i -o other", 2, "cannot be combined")]
    [InlineData("convert p5.toml -o", 2, "'-o'")]
    [InlineData("convert p5.toml --command-map dev-env", 2, "name=cmd")]
    [InlineData("convert p5.toml -m a=1 -m a=2", 2, "two commands")]
    [InlineData("exec", 125, "p5env exec --help")]
    [InlineData("exec --", 125, "'exec'")]
    [InlineData("exec --nonsense true", 125, "'--nonsense'")]
    [InlineData("exec -v --nonsense -- true", 125, "'--nonsense'")]
    public async Task Mistake_InTheCommandLine_IsReportedOnStandardErrorOnly(string line, int exitCode, string expected)
    {
        using Workspace workspace = Workspace.WithVariables();

        RunResult result = await workspace.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        result.ExitCode.ShouldBe(exitCode);
        result.Output.ShouldBe("");
        result.Error.ShouldContain(expected);
        result.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Exec_EmptyCommand_IsAMistake()
    {
        using Workspace workspace = Workspace.WithVariables();

        RunResult result = await workspace.ExecAsync("");

        result.ExitCode.ShouldBe(125);
        result.Error.ShouldStartWith("p5env: error: ");
    }
}
