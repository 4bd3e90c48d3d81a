using System.Runtime.InteropServices;

namespace P5.Faulty;

/// <summary>Ignores the signals by which a process is usually asked to end.</summary>
internal sealed class StubbornSignals : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations =
    [
        .. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }
            .Select(signal => PosixSignalRegistration.Create(signal, context => context.Cancel = true)),
    ];

    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());
}
