using System.ComponentModel;
using System.Diagnostics;

namespace P5.GoPlugin;

/// <summary>
/// A plugin with what it starts. On Windows a job ties them to the host's life; what it started before it was in the
/// job, in its first millisecond, is found by its parent's id as on Unix. Unix has no such tie: there the next host
/// ends what a killed one left (<see cref="OrphanReaper"/>).
/// </summary>
internal sealed class ProcessTree : IDisposable
{
    private readonly Process _root;
    private readonly WindowsJob? _job;

    private ProcessTree(Process root, WindowsJob? job)
    {
        _root = root;
        _job = job;
    }

    /// <summary>Takes hold of a process that has just been started.</summary>
    /// <exception cref="Win32Exception">The system refused.</exception>
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

    /// <summary>Kills a process and all whose parent it is, directly or not.</summary>
    /// <exception cref="Win32Exception">The process cannot be killed.</exception>
    /// <exception cref="AggregateException">One of its children cannot be killed.</exception>
    /// <exception cref="InvalidOperationException">It was disposed of, or is an ancestor of this process.</exception>
    internal static void Kill(Process root)
    {
        try
        {
            root.Kill(entireProcessTree: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Without a free descriptor its children cannot be looked up; .NET has stopped it, and leaves it so.
            root.Kill();
            throw new AggregateException("Its children cannot be looked up.", failure);
        }
    }

    /// <summary>Kills the process and all that it started.</summary>
    /// <exception cref="Win32Exception">The process cannot be killed.</exception>
    /// <exception cref="AggregateException">One of its children cannot be killed.</exception>
    /// <exception cref="InvalidOperationException">It was disposed of.</exception>
    internal void Kill()
    {
        if (OperatingSystem.IsWindows())
        {
            _job?.Kill();
        }

        Kill(_root);
    }

    /// <summary>Lets go. What still runs goes on.</summary>
    public void Dispose()
    {
        if (OperatingSystem.IsWindows())
        {
            _job?.Dispose();
        }
    }
}
