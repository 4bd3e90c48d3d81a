using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using P5.Host;

namespace P5.Cli;

/// <summary>
/// Runs a command as a child and passes the signals on that p5env gets, for commands after which something is left to
/// do. If p5env is killed, the command continues.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static partial class UnixChild
{
    private const int NotExecutable = 8; // ENOEXEC
    private const int Interrupted = 4; // EINTR
    private const string Shell = "/bin/sh";
    private const int WithoutWaiting = 1; // WNOHANG
    private const int WithStops = 2; // WUNTRACED
    private const int Stopped = 0x7F;

    private static int WithContinues => OperatingSystem.IsMacOS() ? 0x10 : 8; // WCONTINUED

    /// <summary>Runs it to its end, in p5env's folder and with its environment.</summary>
    /// <param name="path">The executable, with a folder in it.</param>
    /// <param name="commandLine">The command as it was called, and its arguments.</param>
    /// <param name="variables">What is added to the environment.</param>
    /// <param name="files">Files of the variables, which are deleted after it.</param>
    /// <param name="report">Takes the reason if it does not run.</param>
    /// <param name="interruption">Has the signals that end p5env until the command runs.</param>
    /// <returns>Its exit code; 128 and the signal's number if one ended it; or why it did not run.</returns>
    /// <exception cref="OperationCanceledException">A signal came before the command was run.</exception>
    public static int Run(
        string path,
        string[] commandLine,
        IReadOnlyDictionary<string, string> variables,
        VariableFiles files,
        Report report,
        Interruption interruption)
    {
        if (!UnixProcess.TrySetVariables(path, variables, report))
        {
            return ExitCodes.ExecFailure;
        }

        CallerState.TakeSigChild();
        var signals = new SignalForwarder();
        interruption.PassTo(signals.Pass);
        int error = Start(path, [.. commandLine, null], out int child);
        if (error == NotExecutable)
        {
            // A script without '#!', which shells run too.
            error = Start(Shell, [Shell, path, .. commandLine[1..], null], out child);
        }

        if (error != 0)
        {
            UnixProcess.ReportFailure(path, error, report);
            return ExitCodes.CannotExecute;
        }

        signals.Begin(child);
        int status = Wait(child);
        signals.End();
        files.Dispose();
        int signal = status & 0x7F;
        if (signal == TerminationSignals.Interrupt)
        {
            // A shell ends its script after Ctrl+C only if that has ended the program that it waits for.
            UnixProcess.SetHandler(TerminationSignals.Interrupt, UnixProcess.DefaultHandler);
            SignalForwarder.Send(Environment.ProcessId, TerminationSignals.Interrupt);
        }

        return signal == 0 ? (status >> 8) & 0xFF : ExitCodes.Signal + signal;
    }

    private static int Start(string path, string?[] arguments, out int child)
    {
        // The runtime ignores SIGPIPE, and what is ignored stays so in the command. p5env writes nothing meanwhile.
        UnixProcess.SetHandler(UnixProcess.SigPipe, UnixProcess.DefaultHandler);
        try
        {
            return Spawn(out child, path, 0, 0, arguments, CurrentEnvironment());
        }
        finally
        {
            UnixProcess.SetHandler(UnixProcess.SigPipe, UnixProcess.IgnoreHandler);
        }
    }

    /// <summary>Whether a command that had stopped has been continued since.</summary>
    /// <param name="child">Its process.</param>
    public static bool HasContinued(int child) => WaitFor(child, out _, WithoutWaiting | WithContinues) == child;

    /// <summary>Waits for its end. If the command stops itself, p5env stops too, so that the shell continues.</summary>
    /// <returns>The system's status: the signal in the lowest 7 bits, and the exit code above the lowest 8.</returns>
    private static int Wait(int child)
    {
        while (true)
        {
            if (WaitFor(child, out int status, WithStops) == -1)
            {
                if (Marshal.GetLastPInvokeError() is not Interrupted and int error)
                {
                    throw new IOException(
                        $"The end of the command cannot be waited for: {Marshal.GetPInvokeErrorMessage(error)}");
                }
            }
            else if ((status & 0xFF) != Stopped)
            {
                return status;
            }
            else
            {
                JobControl.StopWith(child);
            }
        }
    }

    /// <summary>The C library's own environment.</summary>
    private static nint CurrentEnvironment() => Marshal.ReadIntPtr(
        OperatingSystem.IsMacOS()
            ? EnvironmentOnMac()
            : NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "environ"));

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(
        out int child, string path, nint actions, nint attributes, string?[] arguments, nint environment);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitFor(int child, out int status, int options);

    [LibraryImport("libc", EntryPoint = "_NSGetEnviron")]
    private static partial nint EnvironmentOnMac();
}
