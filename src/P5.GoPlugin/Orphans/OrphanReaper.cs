using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace P5.GoPlugin;

/// <summary>
/// Ends the plugins that a host left behind when it was killed, and deletes their folders. A process is touched only
/// where its id and its moment of start are those of the record; what it started and has left to itself since then,
/// such as the browser of a login, goes on.
/// </summary>
/// <param name="userFolder">The folder of all plugins of this user.</param>
/// <param name="logger">Hears what was found.</param>
internal sealed class OrphanReaper(string userFolder, ILogger logger)
{
    /// <summary>
    /// Between the making of a folder and its record lie microseconds; a folder this old without one belongs to a host
    /// that was killed just there. It never had a process.
    /// </summary>
    private static readonly TimeSpan s_recordGrace = TimeSpan.FromHours(1);

    private static readonly Lock s_gate = new();
    private static readonly HashSet<string> s_done = [];

    /// <summary>Does it where this process has not done it yet; other threads wait meanwhile.</summary>
    /// <exception cref="IOException">The folder cannot be read now; the next start tries again.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    internal static void RunOnce(string userFolder, ILogger logger)
    {
        lock (s_gate)
        {
            if (!s_done.Contains(userFolder))
            {
                new OrphanReaper(userFolder, logger).Run();
                s_done.Add(userFolder);
            }
        }
    }

    /// <summary>Several hosts may do this at once: each step is right whether or not another was faster.</summary>
    internal void Run()
    {
        foreach (string folder in Directory.EnumerateDirectories(userFolder))
        {
            try
            {
                Examine(folder);
            }
            catch (DirectoryNotFoundException)
            {
                // Its host, or another one that does the same, was faster.
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                logger.OrphanFolderKept(failure, folder);
            }
        }
    }

    private void Examine(string folder)
    {
        if (FolderRecord.Read(folder) is not { } record)
        {
            // Folders have the system's time.
            DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
            if (now - Directory.GetLastWriteTimeUtc(folder) > s_recordGrace)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        else if (record.Space == ProcessIdentity.Space && record.Host.HasEnded && TryEndAll(folder, record))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Whether nothing of the plugin goes on.</summary>
    private bool TryEndAll(string folder, FolderRecord record) => record.Plugin is { } plugin
        ? TryEnd(plugin, record)
        : StartedUnnoted(folder).ToList().TrueForAll(process => TryEnd(process, record));

    /// <summary>
    /// Its host was killed between the plugin's start and the note of it. Its environment names the folder, which
    /// only Linux shows.
    /// </summary>
    private static IEnumerable<ProcessIdentity> StartedUnnoted(string folder) => OperatingSystem.IsLinux()
        ? LinuxProcess.FindByEnvironment($"{SocketFolder.Variable}={folder}").Select(ProcessIdentity.Of).OfType<ProcessIdentity>()
        : [];

    private bool TryEnd(ProcessIdentity plugin, FolderRecord record)
    {
        try
        {
            using var process = Process.GetProcessById(plugin.Id);
            if (plugin.IsRunning)
            {
                ProcessTree.Kill(process);
                logger.OrphanKilled(record.Command, plugin.Id, record.Host.Id);
            }

            return true;
        }
        catch (ArgumentException)
        {
            return true; // It ended by itself.
        }
        catch (Exception failure) when (failure is Win32Exception or AggregateException or InvalidOperationException)
        {
            // For example because this host is a descendant of the plugin.
            logger.OrphanKillFailed(failure, record.Command, plugin.Id);
            return false;
        }
    }
}
