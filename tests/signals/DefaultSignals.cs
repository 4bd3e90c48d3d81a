using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace P5.Tests;

/// <summary>
/// Gives the programs that tests start the system's own handling of signals. Whatever starts the tests may have some
/// ignored: nohup SIGHUP, a shell SIGINT and SIGQUIT of what it runs in the background. A process inherits that, and p5env,
/// the module and the plugins rightly keep to it; a test that sends them a signal would wait in vain.
/// </summary>
internal static partial class DefaultSignals
{
    private const nint Default = 0;
    private const nint Ignore = 1;

    private static readonly (int Number, PosixSignal Signal)[] s_signals =
        [(1, PosixSignal.SIGHUP), (2, PosixSignal.SIGINT), (3, PosixSignal.SIGQUIT)];

    private static readonly List<PosixSignalRegistration> s_registrations = [];

    [ModuleInitializer]
    internal static void Restore()
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
