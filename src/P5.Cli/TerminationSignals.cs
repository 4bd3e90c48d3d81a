using System.Runtime.InteropServices;

namespace P5.Cli;

/// <summary>
/// The signals that end a process which does not handle them. Not those that cannot be handled, those of a fault of the
/// process itself, such as SIGSEGV, and the ones that .NET uses itself. A signal that the caller ignores stays ignored.
/// </summary>
internal static partial class TerminationSignals
{
    public const int HangUp = 1;
    public const int Interrupt = 2;
    public const int Quit = 3;

    private const int Terminate = 15;

    private const int LastOnLinux = 64; // SIGRTMAX

    // SIGUSR1, SIGUSR2, SIGALRM, SIGSTKFLT, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF, SIGIO and SIGPWR.
    private static readonly int[] s_onLinux = [10, 12, 14, 16, 24, 25, 26, 27, 29, 30];

    // SIGALRM, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF and SIGUSR2. With SIGUSR1, .NET interrupts its threads there.
    private static readonly int[] s_onMac = [14, 24, 25, 26, 27, 31];

    /// <summary>Registers a handler for all of them.</summary>
    /// <param name="handle">Takes the number of a signal; returns whether the signal has no further effect.</param>
    public static PosixSignalRegistration[] Register(Func<int, bool> handle)
    {
        (PosixSignal Signal, int Number)[] signals =
        [
            (PosixSignal.SIGHUP, HangUp),
            (PosixSignal.SIGINT, Interrupt),
            (PosixSignal.SIGQUIT, Quit),
            (PosixSignal.SIGTERM, Terminate),
            .. ListOthers().Select(number => ((PosixSignal)number, number)),
        ];
        return
        [
            .. signals.Select(signal => PosixSignalRegistration.Create(
                signal.Signal, context => context.Cancel = handle(signal.Number))),
        ];
    }

    private static int[] ListOthers()
    {
        if (OperatingSystem.IsWindows())
        {
            return [];
        }

        if (OperatingSystem.IsMacOS())
        {
            return s_onMac;
        }

        // With SIGRTMIN, .NET interrupts its threads there. The C library reserves some signals before it.
        int first = FirstRealTimeSignal() + 1;
        return [.. s_onLinux, .. Enumerable.Range(first, LastOnLinux - first + 1)];
    }

    [LibraryImport("libc", EntryPoint = "__libc_current_sigrtmin")]
    private static partial int FirstRealTimeSignal();
}
