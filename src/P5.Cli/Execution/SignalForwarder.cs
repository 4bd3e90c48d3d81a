using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace P5.Cli;

/// <summary>
/// Passes the signals that p5env gets on to its command. Those that a terminal sends to all its processes are not
/// passed: the command has got them already.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed partial class SignalForwarder : IDisposable
{
    private const PosixSignal User1OnLinux = (PosixSignal)10;
    private const PosixSignal User2OnLinux = (PosixSignal)12;
    private const PosixSignal User1OnMac = (PosixSignal)30;
    private const PosixSignal User2OnMac = (PosixSignal)31;

    private readonly Lock _lock = new();
    private readonly List<PosixSignal> _waiting = [];
    private readonly PosixSignalRegistration[] _registrations;
    private int _child;
    private bool _isEnded;

    /// <summary>
    /// Takes the signals that would end p5env and do not interrupt it. One that the caller ignores stays ignored, also
    /// in the command.
    /// </summary>
    public SignalForwarder()
    {
        PosixSignal[] signals = OperatingSystem.IsMacOS()
            ? [PosixSignal.SIGQUIT, User1OnMac, User2OnMac]
            : [PosixSignal.SIGQUIT, User1OnLinux, User2OnLinux];
        _registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            Pass(signal);
        }))];
    }

    /// <summary>Passes a signal on, or keeps it until the command runs. Safe for concurrent use.</summary>
    public void Pass(PosixSignal signal)
    {
        lock (_lock)
        {
            if (_child == 0)
            {
                _waiting.Add(signal);
            }
            else if (!_isEnded && !(signal is PosixSignal.SIGINT or PosixSignal.SIGQUIT && IsInForeground()))
            {
                Send(_child, NumberOf(signal));
            }
        }
    }

    /// <summary>Passes the signals that have come, and all others from here on.</summary>
    /// <param name="child">The command's process.</param>
    public void Begin(int child)
    {
        lock (_lock)
        {
            _child = child;
        }

        foreach (PosixSignal signal in _waiting)
        {
            // Also one of the terminal, which came before the command did.
            Send(child, NumberOf(signal));
        }
    }

    /// <summary>Passes nothing more: the command has ended, and its id may become another process's.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isEnded = true;
        }
    }

    /// <summary>Sends a signal. A failure means that the process has ended.</summary>
    public static void Send(int process, int signal) => _ = Kill(process, signal);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
    }

    /// <summary>Whether the terminal's Ctrl+C is for the group of processes of p5env and its command.</summary>
    private static bool IsInForeground()
    {
        try
        {
            using SafeFileHandle terminal =
                File.OpenHandle("/dev/tty", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return ForegroundGroup(terminal) == Group();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without a terminal, another process has sent the signal.
            return false;
        }
    }

    private static int NumberOf(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGQUIT => 3,
        PosixSignal.SIGTERM => 15,
        _ => (int)signal,
    };

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    private static partial int ForegroundGroup(SafeFileHandle terminal);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    private static partial int Group();
}
