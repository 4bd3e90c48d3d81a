using System.Diagnostics;
using System.Runtime.InteropServices;

namespace P5.Plugin.Lifetime;

/// <summary>Windows remembers the id of the process that started this one, also when that id has a new owner.</summary>
internal static partial class WindowsParentProcess
{
    private const int ProcessBasicInformation = 0;

    /// <summary>Waits for the end of the parent.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task WaitForExitAsync(CancellationToken cancellationToken)
    {
        using var self = Process.GetCurrentProcess();
        Process parent;
        try
        {
            parent = Process.GetProcessById(GetParentId(self));
        }
        catch (ArgumentException)
        {
            // No process has the id: the parent has ended already.
            return;
        }

        using (parent)
        {
            // A process that is younger than this one cannot be its parent: it got the id of one that has ended.
            if (parent.StartTime <= self.StartTime)
            {
                await parent.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static int GetParentId(Process process)
    {
        int status = NtQueryInformationProcess(
            process.Handle, ProcessBasicInformation, out BasicInformation information, Marshal.SizeOf<BasicInformation>(), 0);
        Marshal.ThrowExceptionForHR(status);
        return (int)information.ParentProcessId;
    }

    [LibraryImport("ntdll.dll")]
    private static partial int NtQueryInformationProcess(
        nint process, int informationClass, out BasicInformation information, int length, nint returnedLength);

    /// <summary>The system's PROCESS_BASIC_INFORMATION.</summary>
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
