using System.ComponentModel;
using System.Diagnostics;

namespace P5.GoPlugin;

/// <summary>
/// A plugin's process and its descendants. On Windows a job ends them with the host; a child that was started before
/// the process was in the job, in its first millisecond, is found by its parent's id as on Unix. On Unix the next host
/// ends the plugins of a killed host (<see cref="OrphanReaper"/>).
/// </summary>
internal sealed class ProcessTree : IDisposable
{
    /// <summary>How long processes that start others are pursued.</summary>
    internal static readonly TimeSpan PursuitLimit = TimeSpan.FromSeconds(2);

    private readonly Process _root;
    private readonly WindowsJob? _job;

    private ProcessTree(Process root, WindowsJob? job)
    {
        _root = root;
        _job = job;
    }

    /// <summary>Takes over a process that was just started.</summary>
    /// <exception cref="Win32Exception">The system rejected it.</exception>
    internal static ProcessTree Hold(Process root)
    {
        try
        {
            return new ProcessTree(root, OperatingSystem.IsWindows() ? WindowsJob.Hold(root) : null);
        }
        catch (Win32Exception) when (root.HasExited)
        {
            return new ProcessTree(root, job: null);
        }
    }

    /// <summary>Kills a process and its descendants.</summary>
    /// <exception cref="Win32Exception">The process cannot be killed.</exception>
    /// <exception cref="AggregateException">One of its children cannot be killed.</exception>
    /// <exception cref="InvalidOperationException">It was disposed, or is an ancestor of this process.</exception>
    internal static void Kill(Process root)
    {
        try
        {
            if (OperatingSystem.IsLinux() && !root.HasExited)
            {
                LinuxProcess.KillDescendants(root.Id, PursuitLimit);
                root.Kill();
            }
            else
            {
                root.Kill(entireProcessTree: true);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or AggregateException)
        {
            // Without a free descriptor the children cannot be found, and the process is suspended.
            root.Kill();
            throw new AggregateException("The child processes cannot be found or killed.", failure);
        }
    }

    /// <summary>Kills the process and its descendants.</summary>
    /// <exception cref="Win32Exception">The process cannot be killed.</exception>
    /// <exception cref="AggregateException">One of its children cannot be killed.</exception>
    /// <exception cref="InvalidOperationException">It was disposed.</exception>
    internal void Kill()
    {
        KillDescendants();
        Kill(_root);
    }

    /// <summary>
    /// Kills the processes in the job, also after the process itself has ended. On Unix, only
    /// <see cref="FolderProcesses"/> finds those.
    /// </summary>
    /// <exception cref="Win32Exception">Windows rejected it.</exception>
    internal void KillDescendants()
    {
        if (OperatingSystem.IsWindows())
        {
            _job?.Kill();
        }
    }

    /// <summary>Releases the job. Processes that are still running continue.</summary>
    public void Dispose()
    {
        if (OperatingSystem.IsWindows())
        {
            _job?.Dispose();
        }
    }
}
