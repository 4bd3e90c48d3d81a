using System.ComponentModel;
using System.Diagnostics;

namespace P5.GoPlugin;

/// <summary>
/// A plugin's process and its descendants. On Windows a job contains them and ends them with the host. On Unix the next
/// host ends the plugins of a killed host (<see cref="OrphanReaper"/>).
/// </summary>
/// <param name="root">The plugin's process.</param>
/// <param name="job">The job in which it was started; null on Unix.</param>
internal sealed class ProcessTree(Process root, WindowsJob? job) : IDisposable
{
    /// <summary>How long processes that start others are pursued.</summary>
    internal static readonly TimeSpan PursuitLimit = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Kills a process of a killed host, and on Unix its descendants. Windows ended them with the host.
    /// </summary>
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
            }

            root.Kill(entireProcessTree: OperatingSystem.IsMacOS());
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
        if (OperatingSystem.IsWindows())
        {
            KillDescendants();
        }
        else
        {
            Kill(root);
        }
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
            job?.Kill();
        }
    }

    /// <summary>Releases the job. Processes that are still running continue.</summary>
    public void Dispose()
    {
        if (OperatingSystem.IsWindows())
        {
            job?.Dispose();
        }
    }
}
