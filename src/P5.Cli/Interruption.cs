using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace P5.Cli;

/// <summary>
/// Handles Ctrl+C and other signals while plugins are called, so that their processes end with p5env. If the caller had
/// SIGHUP or SIGINT ignored, as nohup does, it stays so, here and in the command.
/// </summary>
[SuppressMessage(
    "Design", "CA1001", Justification = "It lives as long as the process, because a signal may arrive at any moment.")]
internal sealed class Interruption
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Lock _lock = new();
    private Action<PosixSignal>? _receiver;
    private int _exitCode;

    public Interruption() => _registrations =
    [
        Register(PosixSignal.SIGHUP, ExitCodes.HangUp),
        Register(PosixSignal.SIGINT, ExitCodes.Interrupt),
        Register(PosixSignal.SIGTERM, ExitCodes.Terminate),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The exit code for the first signal.</summary>
    public int ExitCode => Volatile.Read(ref _exitCode);

    /// <summary>Restores the system's handling of the signals: from here on they are for the command.</summary>
    /// <exception cref="OperationCanceledException">A signal came before.</exception>
    public void Release()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        Token.ThrowIfCancellationRequested();
    }

    /// <summary>Passes each signal on from here on, instead of interrupting p5env.</summary>
    /// <param name="receiver">Takes the signals, also several at a time.</param>
    /// <exception cref="OperationCanceledException">A signal came before.</exception>
    public void PassTo(Action<PosixSignal> receiver)
    {
        lock (_lock)
        {
            if (ExitCode != 0)
            {
                // The signal's own thread cancels it a moment later.
                _source.Cancel();
                Token.ThrowIfCancellationRequested();
            }

            _receiver = receiver;
        }
    }

    private PosixSignalRegistration Register(PosixSignal signal, int exitCode) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            Action<PosixSignal>? receiver;
            lock (_lock)
            {
                receiver = _receiver;
                if (receiver is null)
                {
                    Interlocked.CompareExchange(ref _exitCode, exitCode, 0);
                }
            }

            if (receiver is not null)
            {
                receiver(signal);
                return;
            }

            // Not on the signal thread, where an exception from a cancelled operation would end the process.
            _ = _source.CancelAsync();
        });
}
