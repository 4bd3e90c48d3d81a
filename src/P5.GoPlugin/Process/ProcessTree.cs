using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.Versioning;

namespace P5.GoPlugin;

/// <summary>
/// A process and its descendants. On Windows a job contains them, which ends those of a plugin with the host. On Unix
/// the next host ends the plugins of a killed host.
/// </summary>
public sealed class ProcessTree : IDisposable
{
    /// <summary>How long processes that start others are pursued.</summary>
    internal static readonly TimeSpan PursuitLimit = TimeSpan.FromSeconds(2);

    private readonly Process _root;
    private readonly WindowsJob? _job;

    /// <param name="root">The process.</param>
    /// <param name="job">The job that contains it; null on Unix.</param>
    internal ProcessTree(Process root, WindowsJob? job) => (_root, _job) = (root, job);

    /// <summary>Holds a process that was just started, and what it starts. If the host ends, they continue.</summary>
    /// <param name="root">The process. The caller disposes it after the tree.</param>
    /// <returns>
    /// The tree. On Windows, it does not contain what the process has started before, and what asks to be outside of a
    /// job.
    /// </returns>
    public static ProcessTree Hold(Process root)
    {
        ArgumentNullException.ThrowIfNull(root);
        return new ProcessTree(root, OperatingSystem.IsWindows() ? TryHold(root) : null);
    }

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
    public void Kill()
    {
        if (OperatingSystem.IsWindows() && _job is not null)
        {
            _job.Kill();
        }
        else
        {
            Kill(_root);
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
            _job?.Kill();
        }
    }

    /// <summary>Releases the processes, but not the object that the tree was made of. They continue.</summary>
    public void Dispose()
    {
        if (OperatingSystem.IsWindows())
        {
            _job?.Dispose();
        }
    }

    [SupportedOSPlatform("windows")]
    private static WindowsJob? TryHold(Process root)
    {
        try
        {
            return WindowsJob.HoldTree(root);
        }
        catch (Win32Exception)
        {
            // It has ended already, or is in a job of somebody else's that allows no other: then it is killed alone.
            return null;
        }
    }
}
