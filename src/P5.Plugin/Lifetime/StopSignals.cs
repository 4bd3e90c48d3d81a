using System.Runtime.InteropServices;

namespace P5.Plugin.Lifetime;

/// <summary>What the system's signals mean to a plugin.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Starts to listen.</summary>
    /// <param name="stop">Begins the graceful end.</param>
    /// <param name="isInterruptOurs">Whether Ctrl+C is for the plugin.</param>
    public StopSignals(Action stop, bool isInterruptOurs)
    {
        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            stop();
        }

        _registrations =
        [
            // Ctrl+C goes to the whole terminal group, but a host decides what happens to its plugins.
            PosixSignalRegistration.Create(
                PosixSignal.SIGINT, isInterruptOurs ? End : static context => context.Cancel = true),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, End),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, End),
        ];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
    }
}
