using System.Diagnostics;
using System.Text;

namespace P5.Cli.Tests;

/// <summary>
/// A workspace in a folder of its own, with Pulumi's and the system's temporary files in it too, so that a run
/// sees nothing of the user's and what it leaves behind is found.
/// </summary>
internal sealed class Workspace : IDisposable
{
    /// <summary>Far more than any run takes; only one that hangs meets it.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal Workspace()
    {
        Write("Pulumi.yaml", "name: shop\nruntime: yaml\n");
        Directory.CreateDirectory(Temporary);
    }

    internal string Root { get; } = Directory.CreateTempSubdirectory("p5c-").FullName;

    internal string Temporary => PathOf("tmp");

    /// <summary>What plugins that have not ended, or were not cleaned up after, have in the user's folder for them.</summary>
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
        $"cmd = '{command}'\nargs = [{string.Join(", ", arguments.Select(argument => $"'''{argument}'''"))}]\n";

    internal string PathOf(string relative) => Path.Combine(Root, relative);

    internal string Write(string relative, string text)
    {
        File.WriteAllText(PathOf(relative), text);
        return PathOf(relative);
    }

    internal string WriteExecutable(string relative, string text)
    {
        string path = Write(relative, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    /// <summary>Runs <c>p5env exec --stack dev -- …</c>.</summary>
    internal Task<RunResult> ExecAsync(params string[] commandLine) => RunAsync(["exec", "--stack", "dev", "--", .. commandLine]);

    /// <summary>Runs p5env.</summary>
    internal Task<RunResult> RunAsync(params string[] arguments) => RunProgramAsync(Programs.P5Env, arguments);

    /// <summary>Runs a program as p5env is run.</summary>
    internal async Task<RunResult> RunProgramAsync(string program, string[] arguments, string input = "")
    {
        using Process process = Start(program, arguments);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        return await EndAsync(process);
    }

    internal Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Remove("PULUMI_STACK");
        start.Environment["PULUMI_HOME"] = PathOf("pulumi");
        start.Environment["TMPDIR"] = Temporary;
        foreach ((string name, string? value) in Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    internal static async Task<RunResult> EndAsync(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            await Task.WhenAll(output, error, process.WaitForExitAsync()).WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new RunResult(process.ExitCode, await output, await error);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
