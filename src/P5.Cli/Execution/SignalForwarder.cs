using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace P5.Cli;

/// <summary>
/// Passes the signals that p5env gets on to its command. Those that a terminal sends to all its processes are not
/// passed: the command has got them already.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed partial class SignalForwarder
{
    private readonly Lock _lock = new();
    private readonly List<int> _waiting = [];
    private int _child;
    private bool _isEnded;

    /// <summary>Passes a signal on, or keeps it until the command runs. Safe for concurrent use.</summary>
    /// <param name="signal">Its number.</param>
    public void Pass(int signal)
    {
        lock (_lock)
        {
            if (_child == 0)
            {
                _waiting.Add(signal);
            }
            else if (!_isEnded
                && !(signal is TerminationSignals.Interrupt or TerminationSignals.Quit && IsInForeground()))
            {
                Send(_child, signal);
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

        foreach (int signal in _waiting)
        {
            // Also one of the terminal, which came before the command did.
            Send(child, signal);
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

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    private static partial int ForegroundGroup(SafeFileHandle terminal);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    private static partial int Group();
}
