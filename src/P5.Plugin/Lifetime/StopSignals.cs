using System.Runtime.InteropServices;

namespace P5.Plugin.Lifetime;

/// <summary>What the system's signals mean to a plugin.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Starts to listen.</summary>
    /// <param name="stop">Begins the graceful end.</param>
    public StopSignals(Action stop)
    {
        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            stop();
        }

        _registrations =
        [
            // Ctrl+C goes to the whole terminal group, but it is the host's: it decides what happens to its plugins.
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true),
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
