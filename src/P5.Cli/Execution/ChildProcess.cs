using System.Diagnostics;

namespace P5.Cli.Execution;

/// <summary>Runs a command as a child on Windows, which has no way to let one process take another's place.</summary>
internal static class ChildProcess
{
    /// <summary>Runs it to its end with this process's environment, input and output.</summary>
    /// <param name="file">The executable.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Its exit code.</returns>
    public static int Run(string file, string[] arguments)
    {
        // The console tells both of Ctrl+C; what it means is the command's to say.
        Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;
        using Process process = Process.Start(new ProcessStartInfo(file, arguments) { UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
