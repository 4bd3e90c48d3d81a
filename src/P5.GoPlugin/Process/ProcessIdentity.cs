using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace P5.GoPlugin;

/// <summary>Identifies a process: ids are reused, but not with the same start time.</summary>
/// <param name="Id">The process id.</param>
/// <param name="Start">The start time, in the most exact form that the system has. Compare it only.</param>
internal sealed record ProcessIdentity(int Id, string Start)
{
    /// <summary>This process.</summary>
    /// <exception cref="IOException">
    /// The system does not expose its start time, such as Linux without <c>/proc</c>.
    /// </exception>
    internal static ProcessIdentity Current => field ??= Of(Environment.ProcessId)
        ?? throw new IOException("The start time of this process cannot be read.");

    /// <summary>
    /// The process namespace of this process, on systems that have several (Linux containers). Ids of another namespace
    /// have no meaning here.
    /// </summary>
    internal static string Space { get; } =
        OperatingSystem.IsLinux() ? new FileInfo("/proc/self/ns/pid").LinkTarget ?? "" : "";

    /// <summary>Whether the process has certainly ended.</summary>
    internal bool HasEnded => TryReadStart(Id, out string? start) && start != Start;

    /// <summary>Whether the process is certainly running.</summary>
    internal bool IsRunning => TryReadStart(Id, out string? start) && start == Start;

    /// <summary>The process that has this id now, or null if there is none or its start time cannot be read.</summary>
    internal static ProcessIdentity? Of(int id) =>
        TryReadStart(id, out string? start) && start is not null ? new ProcessIdentity(id, start) : null;

    /// <summary>
    /// Returns false if the system does not answer, and a start of null if no process has the id. A zombie is treated
    /// as none.
    /// </summary>
    private static bool TryReadStart(int id, out string? start) =>
        OperatingSystem.IsLinux() ? LinuxProcess.TryReadStart(id, out start)
        : OperatingSystem.IsMacOS() ? MacProcess.TryReadStart(id, out start)
        : TryReadStartByRuntime(id, out start);

    private static bool TryReadStartByRuntime(int id, out string? start)
    {
        start = null;
        try
        {
            using var process = Process.GetProcessById(id);
            start = process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
            return true;
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException)
        {
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
