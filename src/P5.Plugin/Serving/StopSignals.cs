using System.Runtime.InteropServices;

namespace P5.Plugin;

/// <summary>Ends the plugin on signals.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="stop">Starts the graceful end.</param>
    /// <param name="endsOnInterrupt">Whether Ctrl+C ends the plugin.</param>
    public StopSignals(Action stop, bool endsOnInterrupt)
    {
        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            stop();
        }

        _registrations =
        [
            // Ctrl+C reaches every process of the terminal, but the host decides when its plugins end.
            PosixSignalRegistration.Create(
                PosixSignal.SIGINT, endsOnInterrupt ? End : static context => context.Cancel = true),
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
