using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace P5.GoPlugin;

/// <summary>
/// Reads a process's start time on macOS from the kernel, which returns a constant. .NET computes it from two clocks,
/// and its result drifts.
/// </summary>
[SupportedOSPlatform("macos")]
internal static partial class MacProcess
{
    private const int BsdInfo = 3; // PROC_PIDTBSDINFO
    private const int BsdInfoSize = 136;
    private const int StatusOffset = 4;
    private const int StartOffset = 120;
    private const int Zombie = 5; // SZOMB
    private const int NoSuchProcess = 3; // ESRCH

    /// <param name="id">The process.</param>
    /// <param name="start">The start time as text, or null if no process has the id.</param>
    /// <returns>Whether the system answered.</returns>
    internal static bool TryReadStart(int id, out string? start)
    {
        start = null;
        byte[] info = new byte[BsdInfoSize];
        if (Information(id, BsdInfo, 0, info, info.Length) < info.Length)
        {
            return Marshal.GetLastPInvokeError() == NoSuchProcess;
        }

        if (MemoryMarshal.Read<uint>(info.AsSpan(StatusOffset)) != Zombie)
        {
            ReadOnlySpan<ulong> moment = MemoryMarshal.Cast<byte, ulong>(info.AsSpan(StartOffset));
            start = string.Create(CultureInfo.InvariantCulture, $"{moment[0]}.{moment[1]:d6}");
        }

        return true;
    }

    [LibraryImport("libproc", EntryPoint = "proc_pidinfo", SetLastError = true)]
    private static partial int Information(int id, int flavor, ulong argument, [Out] byte[] buffer, int size);
}
