using System.Collections;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace P5.Cli.Execution;

/// <summary>
/// Lets a command take this process's place (execve): its exit code, its signals and its terminal are then its own,
/// with nobody between it and the caller.
/// </summary>
internal static partial class UnixProcess
{
    private const int SigPipe = 13;

    /// <summary>Replaces this process, with its environment as it is now.</summary>
    /// <param name="file">The executable.</param>
    /// <param name="commandLine">The command as it was called, and its arguments.</param>
    /// <param name="report">Takes the reason where it fails.</param>
    /// <returns>Only where it fails: the exit code to end with.</returns>
    public static int Replace(string file, string[] commandLine, Report report)
    {
        Console.Out.Flush();
        Console.Error.Flush();

        // The runtime ignores SIGPIPE, and what is ignored stays so in the command: 'p5env exec -- yes | head' would not end.
        Signal(SigPipe, 0);
        Execute(file, [.. commandLine, null], [.. ReadEnvironment(), null]);

        report.Warning($"{file} cannot be executed: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        return ExitCodes.CannotExecute;
    }

    private static IEnumerable<string> ReadEnvironment()
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            yield return $"{variable.Key}={variable.Value}";
        }
    }

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, string?[] arguments, string?[] environment);

    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    private static partial nint Signal(int number, nint handler);
}
