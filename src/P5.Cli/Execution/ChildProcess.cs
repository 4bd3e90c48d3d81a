using System.Diagnostics;

namespace P5.Cli;

/// <summary>Runs a command as a child on Windows, where a process cannot be replaced by another program.</summary>
internal static class ChildProcess
{
    /// <summary>Runs it to its end with this process's input and output.</summary>
    /// <param name="file">The executable.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="variables">Additions to this process's environment.</param>
    public static int Run(string file, string[] arguments, IReadOnlyDictionary<string, string> variables)
    {
        // The console sends Ctrl+C to both; the command decides what it means.
        Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;
        var start = new ProcessStartInfo(file, arguments) { UseShellExecute = false };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
