using System.Diagnostics;
using System.Runtime.InteropServices;

namespace P5.Plugin;

/// <summary>
/// Waits for the end of the process that started this one. It is the only sign of a killed host: the protocol has none,
/// and stdin is closed from the start.
/// </summary>
internal static partial class ParentProcess
{
    private const int ProcessBasicInformation = 0;

    // Linux could send a signal instead (PR_SET_PDEATHSIG), but sends it when the parent's *thread* ends, and hosts
    // start plugins from threads of a pool. Polling once a second costs nothing and works on every Unix.
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Task WaitForExitAsync(TimeProvider timeProvider, CancellationToken cancellationToken) =>
        OperatingSystem.IsWindows()
            ? WaitOnWindowsAsync(cancellationToken)
            : WaitOnUnixAsync(GetParentId, timeProvider, cancellationToken);

    /// <summary>An orphan gets a new parent on Unix, so the parent's id changes.</summary>
    /// <param name="getParentId">Returns the current parent's id.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    internal static async Task WaitOnUnixAsync(
        Func<int> getParentId, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        int parent = getParentId();
        using var timer = new PeriodicTimer(s_interval, timeProvider);
        while (getParentId() == parent)
        {
            await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Windows still returns the id of a parent that has ended, and may assign it to another process.
    /// </summary>
    private static async Task WaitOnWindowsAsync(CancellationToken cancellationToken)
    {
        using var self = Process.GetCurrentProcess();
        Process parent;
        try
        {
            parent = Process.GetProcessById(GetWindowsParentId(self));
        }
        catch (ArgumentException)
        {
            // No process has the id: the parent has ended already.
            return;
        }

        using (parent)
        {
            // A process that is younger than this one is not its parent: it got the id of one that has ended.
            if (parent.StartTime <= self.StartTime)
            {
                await parent.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static int GetWindowsParentId(Process process)
    {
        int status = NtQueryInformationProcess(
            process.Handle,
            ProcessBasicInformation,
            out BasicInformation information,
            Marshal.SizeOf<BasicInformation>(),
            0);
        Marshal.ThrowExceptionForHR(status);
        return (int)information.ParentProcessId;
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParentId();

    [LibraryImport("ntdll.dll")]
    private static partial int NtQueryInformationProcess(
        nint process, int informationClass, out BasicInformation information, int length, nint returnedLength);

    /// <summary>PROCESS_BASIC_INFORMATION</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct BasicInformation
    {
        public readonly nint ExitStatus;
        public readonly nint PebBaseAddress;
        public readonly nint AffinityMask;
        public readonly nint BasePriority;
        public readonly nint ProcessId;
        public readonly nint ParentProcessId;
    }
}
