using System.ComponentModel;
using System.Diagnostics;
using P5.GoPlugin;

namespace P5.Cli;

/// <summary>Runs a command as a child on Windows, where a process cannot be replaced by another program.</summary>
internal static class ChildProcess
{
    /// <summary>Runs it to its end with this process's input and output.</summary>
    /// <param name="file">The executable.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="variables">Additions to this process's environment.</param>
    /// <param name="report">Takes the reason if it does not run.</param>
    /// <returns>Its exit code, or why it did not run.</returns>
    public static int Run(
        string file, string[] arguments, IReadOnlyDictionary<string, string> variables, Report report)
    {
        // The console sends Ctrl+C to both; the command decides what it means.
        Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;
        try
        {
            using Process process = Start(file, arguments, variables);
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (Exception failure) when (failure is Win32Exception or ArgumentException)
        {
            // .NET's message repeats the command.
            string reason = failure is Win32Exception system
                ? new Win32Exception(system.NativeErrorCode).Message
                : failure.Message;
            report.Error($"'{file}' cannot be executed: {reason}");
            return ExitCodes.CannotExecute;
        }
    }

    private static Process Start(string file, string[] arguments, IReadOnlyDictionary<string, string> variables)
    {
        ProcessStartInfo start = CommandStart.Create(file, arguments);
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
