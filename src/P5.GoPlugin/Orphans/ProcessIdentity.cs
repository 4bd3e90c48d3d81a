using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace P5.GoPlugin;

/// <summary>One process and no other: ids are used again, but not with the same moment of start.</summary>
/// <param name="Id">The process id.</param>
/// <param name="Start">When it began, in the most exact form that the system keeps; only good to be compared.</param>
internal sealed record ProcessIdentity(int Id, string Start)
{
    /// <summary>This process.</summary>
    /// <exception cref="IOException">The system does not tell, as Linux without <c>/proc</c>.</exception>
    internal static ProcessIdentity Current => field ??= Of(Environment.ProcessId)
        ?? throw new IOException("The system does not tell when this process began.");

    /// <summary>
    /// Names the set of processes that this one can see, where a machine has several (the containers of Linux);
    /// ids of another set mean nothing here.
    /// </summary>
    internal static string Space { get; } =
        OperatingSystem.IsLinux() ? new FileInfo("/proc/self/ns/pid").LinkTarget ?? "" : "";

    /// <summary>Whether it certainly has ended.</summary>
    internal bool HasEnded => TryReadStart(Id, out string? start) && start != Start;

    /// <summary>Whether it certainly still runs.</summary>
    internal bool IsRunning => TryReadStart(Id, out string? start) && start == Start;

    /// <summary>The process that has this id now, or null where none has, or the system does not tell.</summary>
    internal static ProcessIdentity? Of(int id) =>
        TryReadStart(id, out string? start) && start is not null ? new ProcessIdentity(id, start) : null;

    /// <summary>
    /// False where the system does not tell; a start of null where no process has the id. A dead process that waits
    /// for its parent to take notice counts as none.
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
