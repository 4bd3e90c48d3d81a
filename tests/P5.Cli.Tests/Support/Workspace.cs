using System.Diagnostics;
using System.Text.RegularExpressions;

namespace P5.Cli.Tests;

/// <summary>
/// A workspace in a folder of its own, with Pulumi's and the system's temporary files in it too, so that a run
/// sees nothing of the user's and what it leaves behind is found.
/// </summary>
internal sealed partial class Workspace : TemporaryFolder
{
    /// <summary>The variable that names a published p5env, for runs of all tests on native code.</summary>
    internal const string PublishedVariable = "P5_TEST_P5ENV";

    private static readonly string? s_published =
        System.Environment.GetEnvironmentVariable(PublishedVariable) is { Length: > 0 } given ? given : null;

    internal Workspace()
    {
        Write("Pulumi.yaml", "name: shop\nruntime: yaml\n");
        Directory.CreateDirectory(Temporary);
    }

    internal static bool IsPublished => s_published is not null;

    /// <summary>The published p5env, or the built one.</summary>
    internal static string P5Env { get; } = s_published ?? Repository.ProgramOf("src/P5.Cli", "p5env");

    internal string Temporary => PathOf("tmp");

    /// <summary>The socket folders of plugins that run, or that were not cleaned up.</summary>
    internal string[] SocketFolders =>
        [.. Directory.GetDirectories(Temporary, "goplugin*").SelectMany(Directory.GetFileSystemEntries)];

    /// <summary>Variables that p5env is started with, beside this process's; null removes one.</summary>
    internal Dictionary<string, string?> Environment { get; } = [];

    /// <summary>A workspace with one builtin plugin.</summary>
    /// <param name="variables">What it gives: the inside of a TOML inline table.</param>
    internal static Workspace WithVariables(string variables = "")
    {
        var workspace = new Workspace();
        workspace.Write("p5.toml", $$"""
            [plugins.env.config]
            type = "static"
            vars = { {{variables}} }
            """);
        return workspace;
    }

    /// <summary>A workspace with one external plugin.</summary>
    internal static Workspace WithPlugin(string command, params string[] arguments)
    {
        var workspace = new Workspace();
        workspace.Write("p5.toml", $"[plugins.ext]\n{PluginKeys(command, arguments)}");
        return workspace;
    }

    /// <summary>The keys of a plugin's table in p5.toml that name its command.</summary>
    internal static string PluginKeys(string command, params string[] arguments) =>
        Wine.WithoutMtls(
            $"cmd = '{command}'\nargs = [{string.Join(", ", arguments.Select(argument => $"'''{argument}'''"))}]\n");

    /// <summary>The commands that p5env's help lists.</summary>
    internal async Task<IEnumerable<string>> ListCommandsAsync()
    {
        string help = (await RunAsync("--help")).Output;
        return CommandName().Matches(help[help.IndexOf("Commands:", StringComparison.Ordinal)..])
            .Select(match => match.Groups["name"].Value);
    }

    /// <summary>Runs <c>p5env exec --stack dev -- …</c>.</summary>
    internal Task<RunResult> ExecAsync(params string[] commandLine) =>
        RunAsync(["exec", "--stack", "dev", "--", .. commandLine]);

    /// <summary>Runs p5env.</summary>
    internal Task<RunResult> RunAsync(params string[] arguments) => RunProgramAsync(P5Env, arguments);

    /// <summary>Runs a program in the environment that p5env gets.</summary>
    internal Task<RunResult> RunProgramAsync(string program, string[] arguments, string input = "") =>
        Programs.RunAsync(StartInfo(program, arguments), input);

    /// <summary>Starts a program in the environment that p5env gets, with its streams redirected.</summary>
    internal Process Start(string program, params string[] arguments) => Programs.Start(StartInfo(program, arguments));

    private ProcessStartInfo StartInfo(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Root };
        start.Environment.Remove("PULUMI_STACK");
        start.Environment["PULUMI_HOME"] = PathOf("pulumi");
        start.Environment["TMPDIR"] = Temporary;
        foreach ((string name, string? value) in Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    [GeneratedRegex("^  (?<name>[a-z-]+) ", RegexOptions.Multiline)]
    private static partial Regex CommandName();
}
