using Microsoft.Extensions.Logging;

namespace P5.GoPlugin;

/// <summary>
/// Ends the plugins and commands that a killed host left behind with all that they started
/// (<see cref="FolderProcesses"/>), and deletes their folders and sockets. The recorded process is killed only if its
/// id and start time match the record.
/// </summary>
/// <param name="userFolder">The folder of all plugins of this user.</param>
/// <param name="logger">Logs what was cleaned up.</param>
internal sealed class OrphanReaper(string userFolder, ILogger logger)
{
    /// <summary>
    /// The record is written microseconds after the folder is created. A folder this old without one belongs to a host
    /// that was killed in between, and never had a process.
    /// </summary>
    private static readonly TimeSpan s_recordGrace = TimeSpan.FromHours(1);

    private static readonly Lock s_gate = new();
    private static readonly HashSet<string> s_done = [];

    /// <summary>Runs once per process and folder. Other threads wait until it is done.</summary>
    /// <exception cref="IOException">The folder cannot be read; the next start tries again.</exception>
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

    /// <summary>Several hosts may run this concurrently: no step depends on being the first.</summary>
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
                // Its own host, or another one, deleted it first.
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
            // The time of a folder is the system's, not that of the options' clock.
            DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
            if (now - Directory.GetLastWriteTimeUtc(folder) > s_recordGrace)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        else if (record.Space == ProcessIdentity.Space
            && record.Host.HasEnded
            && new FolderProcesses(folder, record.Host, record.Plugin).TryKill(record.Command, logger))
        {
            if (record.Socket is { } socket)
            {
                OldLibrarySocket.Delete(socket);
            }

            Directory.Delete(folder, recursive: true);
        }
    }
}
