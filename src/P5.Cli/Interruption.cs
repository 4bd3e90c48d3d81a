using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace P5.Cli;

/// <summary>
/// Handles Ctrl+C and other signals while plugins are called, so that their processes and files end with p5env. If the
/// caller had a signal ignored, as nohup does with SIGHUP, it stays so, here and in the command.
/// </summary>
[SuppressMessage(
    "Design", "CA1001", Justification = "It lives as long as the process, because a signal may arrive at any moment.")]
internal sealed class Interruption
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Lock _lock = new();
    private Action<int>? _receiver;
    private int _signal;
    private bool _endsAtOnce;

    public Interruption()
    {
        _registrations = TerminationSignals.Register(Handle);
        if (!OperatingSystem.IsWindows())
        {
            JobControl.LeaveTerminal();
        }
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The exit code for the first signal.</summary>
    public int ExitCode => ExitCodes.Signal + Volatile.Read(ref _signal);

    /// <summary>
    /// Does work that reads the token late or never, and leaves nothing behind: a signal ends the process at once.
    /// </summary>
    /// <exception cref="OperationCanceledException">A signal came before.</exception>
    public T EndAtOnce<T>(Func<T> work)
    {
        SetEndsAtOnce(true);
        try
        {
            return work();
        }
        finally
        {
            SetEndsAtOnce(false);
        }
    }

    /// <summary>Restores the system's handling of the signals: from here on they are for the command.</summary>
    /// <exception cref="OperationCanceledException">A signal came before.</exception>
    public void Release()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        ThrowIfInterrupted();
    }

    /// <summary>Passes each signal on from here on, instead of interrupting p5env.</summary>
    /// <param name="receiver">Takes the numbers of signals, also several at a time.</param>
    /// <exception cref="OperationCanceledException">A signal came before.</exception>
    public void PassTo(Action<int> receiver)
    {
        lock (_lock)
        {
            ThrowIfInterrupted();
            _receiver = receiver;
        }
    }

    private void SetEndsAtOnce(bool value)
    {
        lock (_lock)
        {
            ThrowIfInterrupted();
            _endsAtOnce = value;
        }
    }

    private void ThrowIfInterrupted()
    {
        if (_signal != 0)
        {
            // The signal's own thread cancels it a moment later.
            _source.Cancel();
            Token.ThrowIfCancellationRequested();
        }
    }

    private bool Handle(int signal)
    {
        Action<int>? receiver;
        lock (_lock)
        {
            receiver = _receiver;
            if (receiver is null)
            {
                // SIGQUIT is the way out for a user who waits for the end after another signal.
                if (_endsAtOnce || (signal == TerminationSignals.Quit && _signal != 0))
                {
                    return false;
                }

                if (_signal == 0)
                {
                    _signal = signal;
                }
            }
        }

        if (receiver is not null)
        {
            receiver(signal);
            return true;
        }

        // Not on the signal thread, where an exception from a cancelled operation would end the process.
        _ = _source.CancelAsync();
        return true;
    }
}
