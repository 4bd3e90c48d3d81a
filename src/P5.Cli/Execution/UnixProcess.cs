using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace P5.Cli;

/// <summary>
/// Replaces this process with a command (execve): exit code, signals and terminal are then the command's, without a
/// process between it and the caller.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static partial class UnixProcess
{
    /// <summary>Writing to a pipe without a reader.</summary>
    public const int SigPipe = 13;

    /// <summary>What the system does with a signal (SIG_DFL).</summary>
    public const nint DefaultHandler = 0;

    /// <summary>Nothing happens at a signal (SIG_IGN).</summary>
    public const nint IgnoreHandler = 1;

    private const int NoSuchFile = 2;

    /// <summary>Replaces this process, in its folder and with its environment.</summary>
    /// <param name="path">The executable, with a folder in it.</param>
    /// <param name="commandLine">The command as it was called, and its arguments.</param>
    /// <param name="variables">What is added to the environment.</param>
    /// <param name="report">Takes the reason if it fails.</param>
    /// <returns>Only if it fails: the exit code to end with.</returns>
    public static int Replace(
        string path, string[] commandLine, IReadOnlyDictionary<string, string> variables, Report report)
    {
        if (!TrySetVariables(path, variables, report))
        {
            return ExitCodes.ExecFailure;
        }

        RuntimeFiles.Delete();

        // The runtime ignores SIGPIPE, and what is ignored stays so in the command: 'p5env exec -- yes | head' would
        // not end.
        SetHandler(SigPipe, DefaultHandler);
        CallerState.Restore();

        // With a folder in the path, execvp does not search PATH. Like a shell, it runs a script without '#!' with sh.
        Execute(path, [.. commandLine, null]);

        ReportFailure(path, Marshal.GetLastPInvokeError(), report);
        return ExitCodes.CannotExecute;
    }

    /// <summary>
    /// Adds variables to the C library's own environment, which .NET leaves as the caller made it: variables that are
    /// not UTF-8 would not survive the way through strings.
    /// </summary>
    /// <param name="path">The executable that gets them.</param>
    /// <param name="variables">The variables.</param>
    /// <param name="report">Takes the reason if it fails.</param>
    public static bool TrySetVariables(string path, IReadOnlyDictionary<string, string> variables, Report report)
    {
        foreach ((string name, string value) in variables)
        {
            if (SetVariable(name, value, 1) != 0)
            {
                report.Error($"'{path}' was not run: {name} cannot be set: {Marshal.GetLastPInvokeErrorMessage()}.");
                return false;
            }
        }

        return true;
    }

    /// <summary>Reports that a command cannot be executed.</summary>
    /// <param name="path">The executable.</param>
    /// <param name="error">The number of the system's error.</param>
    /// <param name="report">Takes the reason.</param>
    public static void ReportFailure(string path, int error, Report report)
    {
        string hint = error == NoSuchFile ? " (the interpreter or loader that it names)" : "";
        report.Error($"'{path}' cannot be executed: {Marshal.GetPInvokeErrorMessage(error)}{hint}.");
    }

    [LibraryImport("libc", EntryPoint = "setenv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "execvp", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, string?[] arguments);

    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    public static partial nint SetHandler(int signal, nint handler);
}
