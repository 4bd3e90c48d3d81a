using System.Text.RegularExpressions;

namespace P5.Cli.Tests;

/// <summary>
/// Runs every command in folders, and with plugins, files, stacks and texts, whose names change what a terminal shows.
/// </summary>
[Trait("Category", "Hostile")]
public sealed partial class HostileTextTests : IDisposable
{
    // What each command is called with; @ is the name. Each call fails or warns somewhere.
    private static readonly Dictionary<string, string[][]> s_calls = new()
    {
        ["exec"] =
        [
            ["--verbose", "--path", "@", "--stack", "dev", "--", "true"],
            ["--path", "@", "--stack", "@", "--", "true"],
            ["--path", "@/nowhere", "--stack", "dev", "--", "true"],
            ["--path", "good", "--stack", "dev", "--", "@"],
            ["--@"],
        ],
        ["export"] = [["--verbose", "--path", "@", "--stack", "dev"], ["--format", "@"]],
        ["plugins"] = [["--verbose", "--path", "@", "--stack", "dev"], ["--path", "@"], ["@"]],
        ["check"] =
        [
            ["--verbose", "--path", "@"],
            ["--verbose", "--recurse"],
            ["--path", "@", "--stack", "@"],
            ["--path", "@nowhere"],
        ],
        ["convert"] =
        [
            ["--verbose", "--recurse", "."],
            ["--verbose", "@/old/p5.toml"],
            ["@/nowhere"],
            ["@/old/p5.toml", "--output", "@/nowhere/x"],
        ],
        ["schema"] = [["@"], ["--@"]],
        ["secret"] = [["@"], ["set", "@"], ["set", "a", "--path", "@nowhere"], ["remove", "@"], ["list", "@"]],
        ["store"] = [["@"], ["enable", "--backend", "@"], ["status", "@"]],
        ["test-plugin"] =
        [
            ["--verbose", "--", "@/run"],
            ["--", "@/nowhere"],
        ],
    };

    private readonly Workspace _workspace = new();

    public HostileTextTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such file names.");
        string folder = HostileText.Name;
        _workspace.Write($"{folder}/p5.toml", Fill("""
            order = ["env", @, @unknown]
            @key = 1
            [plugins.@]
            cmd = "@recorder"
            @key = 1
            config = { fail = @, print = 'x', log = @, 'last-words' = 'bye' }
            [plugins.@throws]
            cmd = "@recorder"
            config = { throw = @ }
            [plugins.@absent]
            cmd = @absent
            [plugins.@run]
            cmd = './run'
            [plugins.env.config]
            type = 'exec'
            cmd = './print'
            args = [@]
            """));
        _workspace.Write($"{folder}/Pulumi.yaml", Fill("name: @\nstackConfigDir: .\np5: {@: 1}\n"));
        _workspace.Write($"{folder}/Pulumi.dev.yaml", Fill("config:\n  p5:plugins:\n    @x: {a: b}\n"));
        _workspace.Write($"{folder}/Pulumi.{folder}.yaml", "");

        // On one line, which is taken for the handshake: others are for the user, and shown as they are.
        string line = HostileText.Name.ReplaceLineEndings("");
        _workspace.WriteExecutable($"{folder}/run", $"#!/bin/sh\nprintf '%s\\n' '{line}'\n");
        _workspace.WriteExecutable($"{folder}/print", $"#!/bin/sh\nprintf '%s' '{HostileText.Name}' >&2\nexit 3\n");
        _workspace.Write($"{folder}/old/p5.toml", Fill("""
            [plugins.@]
            source = @
            [plugins.@a]
            source = './@'
            """));
        _workspace.Write("good/p5.toml", "[plugins.env.config.vars]\nA = '1'\n");
    }

    public static TheoryData<string, int> Calls
    {
        get
        {
            var calls = new TheoryData<string, int>();
            foreach ((string command, string[][] lines) in s_calls)
            {
                for (int i = 0; i < lines.Length; i++)
                {
                    calls.Add(command, i);
                }
            }

            return calls;
        }
    }

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Commands_OfTheHelp_AreAllDriven()
    {
        (await _workspace.ListCommandsAsync()).ShouldBe(s_calls.Keys, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Command_HostileNames_AreEscaped(string command, int call)
    {
        RunResult result = await _workspace.RunAsync(
            [
                command,
                .. s_calls[command][call]
                    .Select(argument => argument.Replace("@", HostileText.Name, StringComparison.Ordinal)),
            ]);

        HostileText.ShouldBeSafe(result.Output, lines: true);
        HostileText.ShouldBeSafe(result.Error, lines: true);
        result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldAllBe(line => line.StartsWith("p5env: ", StringComparison.Ordinal));

        // The line feed of a name. Lines of a plugin's reason are indented further.
        result.Error.ShouldNotContain("p5env:   error: forged");
        (result.Output + result.Error).ShouldContain(@"\u0007");
    }

    private static string Fill(string text) => Placeholder().Replace(text, match => match.Value switch
    {
        "@recorder" => Programs.Recorder,
        string name => HostileText.Quoted(name[1..]),
    });

    [GeneratedRegex("@[a-z]*")]
    private static partial Regex Placeholder();
}
