using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace P5;

/// <summary>
/// A job object that contains a process, and its descendants or not. Windows can end them when this process ends for
/// any reason, because that closes the job's handle, which no other process inherits.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed partial class WindowsJob : IDisposable
{
    private const int ExtendedLimitInformation = 9; // JobObjectExtendedLimitInformation
    private const uint KillOnClose = 0x2000; // JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
    private const uint WithoutChildren = 0x1000; // JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK
    private const uint ChildrenMayLeave = 0x800; // JOB_OBJECT_LIMIT_BREAKAWAY_OK
    private const uint ExitCodeOfKilled = unchecked((uint)-1); // the same as Process.Kill's

    private WindowsJob(SafeFileHandle handle) => Handle = handle;

    /// <summary>The job's handle.</summary>
    internal SafeFileHandle Handle { get; }

    /// <summary>Creates a job for a process that is to be started in it, and for what that starts.</summary>
    /// <exception cref="Win32Exception">Windows rejected it.</exception>
    internal static WindowsJob Create() => Create(KillOnClose);

    /// <summary>Puts a process that was just started into a new job, without what it starts.</summary>
    /// <exception cref="Win32Exception">Windows rejected it, for example because the process has ended.</exception>
    internal static WindowsJob HoldAlone(Process process) => Hold(process, KillOnClose | WithoutChildren);

    /// <summary>
    /// Puts a process that was just started into a new job, with what it starts from then on, except for programs that
    /// ask to be outside. They continue if this process ends.
    /// </summary>
    /// <exception cref="Win32Exception">Windows rejected it, for example because the process has ended.</exception>
    internal static WindowsJob HoldTree(Process process) => Hold(process, ChildrenMayLeave);

    /// <summary>Ends all processes in the job.</summary>
    /// <exception cref="Win32Exception">Windows rejected it.</exception>
    internal void Kill() => ThrowIf(!Terminate(Handle, ExitCodeOfKilled));

    /// <summary>
    /// Releases the processes that a plugin left running when it ended by itself, such as the browser of a login.
    /// </summary>
    public void Dispose()
    {
        // If that fails, they end with the plugin.
        _ = TrySetLimits(Handle, ChildrenMayLeave);
        Handle.Dispose();
    }

    private static WindowsJob Hold(Process process, uint flags)
    {
        WindowsJob job = Create(flags);
        try
        {
            ThrowIf(!Assign(job.Handle, process.SafeHandle));
            return job;
        }
        catch
        {
            job.Dispose();
            throw;
        }
    }

    private static WindowsJob Create(uint flags)
    {
        SafeFileHandle handle = CreateJob(0, null);
        try
        {
            ThrowIf(handle.IsInvalid || !TrySetLimits(handle, flags));
            return new WindowsJob(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static bool TrySetLimits(SafeFileHandle job, uint flags) => SetInformation(
        job,
        ExtendedLimitInformation,
        new ExtendedLimits { Basic = new BasicLimits { Flags = flags } },
        Marshal.SizeOf<ExtendedLimits>());

    private static void ThrowIf(bool failed)
    {
        if (failed)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport(
        "kernel32", EntryPoint = "CreateJobObjectW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial SafeFileHandle CreateJob(nint security, string? name);

    [LibraryImport("kernel32", EntryPoint = "SetInformationJobObject", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetInformation(SafeFileHandle job, int kind, in ExtendedLimits limits, int size);

    [LibraryImport("kernel32", EntryPoint = "AssignProcessToJobObject", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Assign(SafeFileHandle job, SafeProcessHandle process);

    [LibraryImport("kernel32", EntryPoint = "TerminateJobObject", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Terminate(SafeFileHandle job, uint exitCode);

    /// <summary>JOBOBJECT_BASIC_LIMIT_INFORMATION</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct BasicLimits
    {
        public long ProcessTime;
        public long JobTime;
        public uint Flags;
        public nuint MinimumWorkingSet;
        public nuint MaximumWorkingSet;
        public uint Processes;
        public nuint Affinity;
        public uint PriorityClass;
        public uint SchedulingClass;
    }

    /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION, with its IO_COUNTERS in the middle</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ExtendedLimits
    {
        public BasicLimits Basic;
        public IoCounters Io;
        public nuint ProcessMemory;
        public nuint JobMemory;
        public nuint PeakProcessMemory;
        public nuint PeakJobMemory;
    }

    /// <summary>IO_COUNTERS</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct IoCounters
    {
        public ulong Reads;
        public ulong Writes;
        public ulong Others;
        public ulong ReadBytes;
        public ulong WrittenBytes;
        public ulong OtherBytes;
    }
}
