using System.Runtime.InteropServices;

namespace P5.Testing;

/// <summary>
/// Restores the system's default handling of signals for the programs that tests start. The test runner may have been
/// started with some ignored: nohup ignores SIGHUP, and shells ignore SIGINT and SIGQUIT in background jobs. Programs
/// inherit that, and p5env, the module and the plugins respect it, so that a test that sends a signal would hang.
/// </summary>
public static partial class DefaultSignals
{
    private const nint Default = 0;
    private const nint Ignore = 1;

    private static readonly (int Number, PosixSignal Signal)[] s_signals =
        [(1, PosixSignal.SIGHUP), (2, PosixSignal.SIGINT), (3, PosixSignal.SIGQUIT)];

    private static readonly List<PosixSignalRegistration> s_registrations = [];

    public static void Restore()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        foreach ((int number, PosixSignal signal) in s_signals)
        {
            if (IsIgnored(number))
            {
                SetHandler(number, Default);

                // The tests themselves still outlive the terminal, as nohup promises: a handler is not inherited.
                s_registrations.Add(PosixSignalRegistration.Create(signal, static context => context.Cancel = true));
            }
        }
    }

    // The handler comes first in the structure on every system; the rest is longer on some than on others.
    private static bool IsIgnored(int signal)
    {
        nint[] action = new nint[64];
        return GetAction(signal, 0, action) == 0 && action[0] == Ignore;
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int GetAction(int signal, nint none, [Out] nint[] action);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);
}
