namespace P5.Cli.Tests;

/// <summary>Runs every command with marked values, and looks for the marks in all that p5env says.</summary>
[Trait("Category", "Hostile")]
public sealed class SecretHuntTests : IDisposable
{
    private const string FileMark = "hunter2-marked";
    private const string PluginMark = "p@ss \"quoted\" mark";

    // What each command is called with. 'export' may print values, to standard output alone.
    private static readonly Dictionary<string, string[]> s_calls = new()
    {
        ["exec"] = ["--", Workspace.P5Env, "--version"],
        ["export"] = [],
        ["plugins"] = [],
        ["check"] = [],
        ["convert"] = ["old"],
        ["store"] = [],
        ["secret"] = [],
    };

    private readonly Workspace _workspace = new();

    public SecretHuntTests()
    {
        _workspace.Write(".env", $"HUNT_FILE={FileMark}\n");
        Directory.CreateDirectory(_workspace.PathOf("old"));
        _workspace.Write("old/p5.toml", "[plugins.old]\nsource = './old'\n");
        _workspace.Write("Pulumi.dev.yaml", StackYaml($"last-words: 'bye {PluginMark}'"));
        _workspace.Write("Pulumi.bad.yaml", StackYaml($"last-words: bye {FileMark}, fail: no login with {FileMark}"));

        // What env gave is known when ext is asked, and what ext gave when it ends.
        _workspace.Write("p5.toml", $"""
            order = ["env"]
            [plugins.env.config]
            path = '.env'
            [plugins.ext]
            {Workspace.PluginKeys(Programs.Recorder)}
            [plugins.ext.config]
            'env.P5_TOKEN' = '{PluginMark}'
            print = 'printed {FileMark}'
            log = 'logged {FileMark}'
            """);
    }

    public static TheoryData<string, string> Calls
    {
        get
        {
            var calls = new TheoryData<string, string>();
            foreach (string command in s_calls.Keys)
            {
                calls.Add(command, "dev");
                calls.Add(command, "bad");
            }

            return calls;
        }
    }

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Commands_OfTheHelp_AreAllHunted()
    {
        // These read no configuration: the plugin of test-plugin gets the settings of its own command line.
        (await _workspace.ListCommandsAsync()).Where(command => command is not ("test-plugin" or "schema"))
            .ShouldBe(s_calls.Keys, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Command_Verbose_SaysNoValue(string command, string stack)
    {
        RunResult result = await RunAsync(command, stack);

        bool mayPrint = command == "export" && stack == "dev";
        Marks(result.Error + (mayPrint ? "" : result.Output)).ShouldBeEmpty(result.Error);
        if (mayPrint)
        {
            Marks(result.Output).ShouldBe([FileMark, PluginMark], "else the hunt looks for what is not there");
        }

        if (command is "exec" or "export")
        {
            result.ExitCode.ShouldBe(stack == "dev" ? 0 : command == "exec" ? 125 : 1);
            result.Error.ShouldContain("ext: printed ***");
            result.Error.ShouldContain("ext: said text=logged ***");
            result.Error.ShouldContain("ext: bye ***", Case.Sensitive, "its last words come after its answer");
        }
    }

    [Theory]
    [InlineData("fish")]
    [InlineData("powershell")]
    [InlineData("json")]
    [InlineData("dotenv")]
    [InlineData("github-actions")]
    public async Task Export_Format_SaysNoValueOnStandardError(string format)
    {
        _workspace.Environment["GITHUB_ENV"] = _workspace.PathOf("env");

        RunResult result = await _workspace.RunAsync("export", "-s", "dev", "-v", "-f", format);

        result.ExitCode.ShouldBe(0, result.Error);
        Marks(result.Error).ShouldBeEmpty();
        Marks(result.Output.Replace("\\\"", "\"")).ShouldBe([FileMark, PluginMark]);
    }

    // With every folder below one in which P5 could leave something.
    [Fact]
    public async Task Files_AfterEveryCommand_HoldNoValue()
    {
        _workspace.Environment["HOME"] = _workspace.PathOf("home");
        _workspace.Environment["XDG_STATE_HOME"] = _workspace.PathOf("state");
        string[] given = Directory.GetFiles(_workspace.Root, "*", SearchOption.AllDirectories);

        foreach (string command in s_calls.Keys)
        {
            await RunAsync(command, "dev");
        }

        Directory.GetFiles(_workspace.Root, "*", SearchOption.AllDirectories)
            .Except(given)
            .Where(file => Marks(File.ReadAllText(file)).Length > 0)
            .ShouldBeEmpty();
        given.Count(file => Marks(File.ReadAllText(file)).Length > 0)
            .ShouldBe(4, "the files with the values are found, else this looks for what is not there");
    }

    private static string StackYaml(string config) =>
        $"config:\n  p5:plugins:\n    ext:\n      config: {{ {config} }}\n";

    private Task<RunResult> RunAsync(string command, string stack) => _workspace.RunAsync(command switch
    {
        "store" => ["store", "status", "--verbose"],
        "secret" => ["secret", "list", "--verbose"],
        "convert" => ["convert", "--verbose", .. s_calls[command]],
        _ => [command, "--verbose", "-s", stack, .. s_calls[command]],
    });

    private static string[] Marks(string text) => [.. new[] { FileMark, PluginMark }.Where(text.Contains)];
}
