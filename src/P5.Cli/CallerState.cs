using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace P5.Cli;

/// <summary>
/// What the caller of p5env has set for it and .NET cannot work with: an ignored SIGCHLD, without which no process that
/// it starts is known to have ended, and closed standard streams, in whose place the next file would be opened.
/// </summary>
internal static partial class CallerState
{
    private const int LastStandardDescriptor = 2;
    private const int GetFlags = 1; // F_GETFD
    private const int CloseOnExecute = 1; // FD_CLOEXEC

    private static readonly bool[] s_isClosed = new bool[LastStandardDescriptor + 1];
    private static readonly List<SafeFileHandle> s_placeholders = [];
    private static bool s_ignoresChildren;

    private static int SigChild => OperatingSystem.IsMacOS() ? 20 : 17;

    /// <summary>Mends it. Call it before anything else.</summary>
    public static void Mend()
    {
        if (!OperatingSystem.IsWindows())
        {
            RestoreSigChild();
            FillClosedStreams();
        }
    }

    /// <summary>Restores what a command inherits, just before it replaces p5env.</summary>
    [UnsupportedOSPlatform("windows")]
    public static void Restore()
    {
        if (s_ignoresChildren)
        {
            UnixProcess.SetHandler(SigChild, UnixProcess.IgnoreHandler);
        }
    }

    /// <summary>Stops .NET from taking the end of a process that it has not started, as it does in process 1.</summary>
    [UnsupportedOSPlatform("windows")]
    public static void TakeSigChild() => UnixProcess.SetHandler(SigChild, UnixProcess.DefaultHandler);

    /// <summary>Whether the caller had closed standard input, output or error.</summary>
    /// <param name="descriptor">0, 1 or 2.</param>
    public static bool IsClosed(int descriptor) => s_isClosed[descriptor];

    [UnsupportedOSPlatform("windows")]
    private static void RestoreSigChild()
    {
        nint handler = UnixProcess.SetHandler(SigChild, UnixProcess.DefaultHandler);
        if (handler == UnixProcess.IgnoreHandler)
        {
            s_ignoresChildren = true;
        }
        else
        {
            UnixProcess.SetHandler(SigChild, handler);
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static void FillClosedStreams()
    {
        for (int i = 0; i <= LastStandardDescriptor; i++)
        {
            int flags = Control(i, GetFlags);

            // What the runtime has opened since, it has marked; what the caller gave has lost that mark.
            s_isClosed[i] = flags < 0 || (flags & CloseOnExecute) != 0;
            if (flags < 0)
            {
                // It is the lowest free descriptor. The command does not inherit it.
                s_placeholders.Add(
                    File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite));
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command);
}
