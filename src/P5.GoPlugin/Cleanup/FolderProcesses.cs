using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace P5.GoPlugin;

/// <summary>
/// The processes that were started with a <see cref="SocketFolder"/> in their environment: a plugin and its
/// descendants, including those that left its process tree, as daemons do. The folder's name is random, so no other
/// process has it. Only Linux exposes the environment; on other systems, only the recorded process is known.
/// </summary>
/// <param name="folder">The folder's full path.</param>
/// <param name="host">The process that created the folder. No process that is older belongs to it.</param>
/// <param name="recorded">The plugin or command itself; null if it has ended, or was not recorded.</param>
internal sealed class FolderProcesses(string folder, ProcessIdentity host, ProcessIdentity? recorded = null)
{
    /// <exception cref="IOException">The processes cannot be read, for example for a lack of descriptors.</exception>
    internal IReadOnlyList<ProcessIdentity> Find()
    {
        IEnumerable<ProcessIdentity> found = recorded is { IsRunning: true } ? [recorded] : [];
        if (OperatingSystem.IsLinux())
        {
            found = found.Union(
                LinuxProcess.FindByEnvironment(SocketFolder.Variables.Select(name => $"{name}={folder}"), host));
        }

        return [.. found];
    }

    /// <summary>
    /// Kills them, and those that they start meanwhile, until there are none. If this process is one of them, a plugin
    /// started this host, and nothing is killed.
    /// </summary>
    /// <param name="name">How the log names the plugin.</param>
    /// <param name="logger">Logs what was killed.</param>
    /// <returns>Whether none is left.</returns>
    internal bool TryKill(string name, ILogger logger)
    {
        long start = TimeProvider.System.GetTimestamp();
        try
        {
            while (Find() is { Count: > 0 } found)
            {
                bool isKilled = !found.Contains(ProcessIdentity.Current);
                foreach (ProcessIdentity process in isKilled ? found : [])
                {
                    isKilled &= TimeLeft() > TimeSpan.Zero && TryKill(process, name, logger);
                }

                if (!isKilled)
                {
                    logger.RemainsLeft(name, string.Join(", ", found.Select(process => process.Id)));
                    return false;
                }

                // No event reports the end of a process that is not a child of this one.
                SpinWait.SpinUntil(() => found.All(process => process.HasEnded), TimeLeft());
            }

            return true;
        }
        catch (IOException failure)
        {
            logger.RemainsUnknown(failure, name);
            return false;
        }

        TimeSpan TimeLeft()
        {
            TimeSpan left = ProcessTree.PursuitLimit - TimeProvider.System.GetElapsedTime(start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    private bool TryKill(ProcessIdentity identity, string name, ILogger logger)
    {
        try
        {
            using var process = Process.GetProcessById(identity.Id);
            if (identity.IsRunning)
            {
                if (identity == recorded)
                {
                    ProcessTree.Kill(process);
                }
                else
                {
                    // Its children have the folder in their environment too, so the next search finds them.
                    process.Kill();
                }

                logger.RemainKilled(name, identity.Id);
            }

            return true;
        }
        catch (ArgumentException)
        {
            return true; // It ended by itself.
        }
        catch (Exception failure) when (failure is Win32Exception or AggregateException or InvalidOperationException)
        {
            // For example, this host is a descendant of it.
            logger.KillFailed(failure, name, identity.Id);
            return false;
        }
    }
}
