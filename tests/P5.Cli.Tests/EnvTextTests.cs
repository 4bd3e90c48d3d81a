using System.Text.Json;

namespace P5.Cli.Tests;

/// <summary>Text that env reads from files and commands; errors must not show any of it.</summary>
public sealed class EnvTextTests : IDisposable
{
    private const string Mark = "hunter2";

    // Prints a file.
    private static readonly string[] s_print = OperatingSystem.IsWindows() ? ["cmd", "/c", "type"] : ["cat"];

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    // Output of tools that is not a list of variables. Each text contains the mark where a reader could expect a name.
    [Theory]
    [InlineData("hunter2==\n")]
    [InlineData("hunter2 abc\n")]
    [InlineData("set hunter2=1\n")]
    [InlineData("$env:hunter2 = \"1\"\n")]
    [InlineData("set -x hunter2 1\n")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nhunter2+abc=\n-----END PRIVATE KEY-----\n")]
    [InlineData("{\"Credentials\":{\"hunter2\":\"a==\"}}\n")]
    [InlineData("{\"AccessKeyId\":\"a\",\"hunter2 x\":\"b==\"}\n")]
    [InlineData("A='x' hunter2=\n")]
    [InlineData("A='hunter2\n")]
    public async Task Command_TextInAnotherFormat_FailsAndShowsNothingOfIt(string text)
    {
        _workspace.Write("text", text);

        // One command that needs the values, and one that only checks them: the others write the same messages.
        await RunAsync("path = 'text'", ["export", "-v", "-s", "dev"], ["check", "-v", "-s", "dev"]);
    }

    [Fact]
    public async Task EveryCommand_TextInAnotherFormat_FailsAndShowsNothingOfIt()
    {
        _workspace.Environment["GITHUB_ENV"] = _workspace.Write("github-env", "");
        _workspace.Write("text", "A='x' hunter2=\n");
        string[] exec = ["exec", "-v", "-s", "dev", "--", Workspace.P5Env, "--version"];
        await RunAsync(
            "path = 'text'",
            exec,
            ["export", "-v", "-s", "dev", "-f", "github-actions"],
            ["plugins", "-v", "-s", "dev"]);

        // The output of a command goes the same way from here.
        await RunAsync($"cmd = '{s_print[0]}'\nargs = {Toml([.. s_print[1..], "text"])}", exec);

        (await File.ReadAllTextAsync(_workspace.PathOf("github-env"))).ShouldBe("");
    }

    [Fact]
    public async Task Export_DotenvThatIsReadAsASource_GivesTheSameValuesAndNoOthers()
    {
        var values = new Dictionary<string, string>
        {
            ["EVIL"] = "x\nPATH=/evil\nexport HOME=/evil",
            ["KEY"] = "-----BEGIN KEY-----\nabc=\ndef==\n-----END KEY-----\n",
            ["MIXED"] = "it's \"$HOME\" `date` \\ # \\n \r\n\t ü\\",
            ["BLANKS"] = "  a  ",
            ["EMPTY"] = "",
        };
        string toml = string.Concat(values.Select(pair => $"{pair.Key} = {JsonSerializer.Serialize(pair.Value)}\n"));
        _workspace.Write("p5.toml", $"[plugins.env.config.vars]\n{toml}");
        RunResult exported = await _workspace.RunAsync("export", "-s", "dev", "-f", "dotenv");
        exported.Error.ShouldContain("'MIXED'");
        exported.ExitCode.ShouldBe(0);
        _workspace.Write("exported.env", exported.Output);
        _workspace.Write("p5.toml", "[plugins.env.config]\npath = 'exported.env'\n");

        RunResult result = await _workspace.RunAsync("export", "-s", "dev", "-f", "json");

        JsonSerializer.Deserialize<Dictionary<string, string>>(result.ShouldSucceed())
            .ShouldBe(values, ignoreOrder: true);
    }

    [Fact]
    public async Task Exec_CredentialProcessOfAws_SetsItsVariables()
    {
        _workspace.Write("aws.json", $$"""
            {"Version": 1, "AccessKeyId": "AKIA", "SecretAccessKey": "{{Mark}}==", "Expiration": "2999-01-01T00:00:00Z"}
            """);
        _workspace.Write("p5.toml", "[plugins.env.config]\ncommand = @\n".Replace(
            "@", Toml([.. s_print, "aws.json"]), StringComparison.Ordinal));

        RunResult result = await _workspace.RunAsync("export", "-v", "-s", "dev", "-f", "dotenv");

        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ShouldBe($"AWS_ACCESS_KEY_ID=AKIA\nAWS_SECRET_ACCESS_KEY={Mark}==\n");
        result.Error.ShouldNotContain(Mark);
    }

    [Fact]
    public async Task Check_MissingFile_WarnsUnlessItIsOptional()
    {
        _workspace.Write("p5.toml", """
            [plugins.env.config]
            sources = [{ path = '.env' }, { path = 'ci.env', optional = true }]
            """);

        RunResult result = await _workspace.RunAsync("check");

        result.Output.ShouldContain($"{_workspace.PathOf(".env")}: warning EnvFileNotFound: ");
        result.Output.ShouldNotContain("ci.env");
    }

    private static string Toml(string[] texts) => $"[{string.Join(", ", texts.Select(text => $"'{text}'"))}]";

    private async Task RunAsync(string source, params string[][] commands)
    {
        _workspace.Write("p5.toml", $"[plugins.env.config]\n{source}\n");
        foreach (string[] command in commands)
        {
            RunResult result = await _workspace.RunAsync(command);

            (result.Output + result.Error).ShouldNotContain(Mark);
            if (command[0] is "exec" or "export")
            {
                result.ExitCode.ShouldNotBe(0);
                result.Error.ShouldContain(", line ");
            }
        }
    }
}
