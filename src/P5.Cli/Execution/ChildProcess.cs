using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.Versioning;
using P5.GoPlugin;

namespace P5.Cli;

/// <summary>
/// Runs a command as a child on Windows, where a process cannot be replaced by another program. As if it were replaced,
/// the command ends if p5env is killed, and what the command has started continues.
/// </summary>
[SupportedOSPlatform("windows")]
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
            using WindowsJob? job = TryHold(process);
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

    private static WindowsJob? TryHold(Process process)
    {
        try
        {
            return WindowsJob.HoldAlone(process);
        }
        catch (Win32Exception)
        {
            // It has ended already, or is in a job of somebody else's that allows no other: then it outlives p5env.
            return null;
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
