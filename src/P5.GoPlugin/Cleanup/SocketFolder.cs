using System.Globalization;
using Microsoft.Extensions.Logging;

namespace P5.GoPlugin;

/// <summary>
/// A new private folder for one plugin's unix socket. It contains a <see cref="FolderRecord"/>, so that a later host
/// can find the plugin if this one is killed. A command has one for its record alone.
/// </summary>
/// <param name="path">The full path.</param>
internal sealed class SocketFolder(string path)
{
    /// <summary>
    /// Contains the folder in the environment of a command: go-plugin's own variable would move the sockets of a
    /// command that is a go-plugin host.
    /// </summary>
    internal const string CommandVariable = "GOPLUGIN_COMMAND_DIR";

    /// <summary>The variables that identify the processes of a folder.</summary>
    internal static readonly string[] Variables = [GoPluginProtocol.SocketFolderVariable, CommandVariable];

    private string? _socket;

    internal string Path => path;

    /// <summary>
    /// Creates the folder of a process that is about to be started. The first call cleans up after killed hosts.
    /// </summary>
    /// <param name="root">The folder around the user's folder, or null for the temporary folder.</param>
    /// <param name="command">The executable.</param>
    /// <param name="logger">Logs what was cleaned up.</param>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be created.</exception>
    internal static SocketFolder Create(string? root, string command, ILogger logger)
    {
        string userFolder = UserFolder.Open(root);
        OrphanReaper.RunOnce(userFolder, logger);
        return Create(userFolder, command);
    }

    /// <summary>Creates the folder of a plugin that is about to be started.</summary>
    /// <param name="userFolder">The folder of all plugins of this user.</param>
    /// <param name="command">The plugin's executable.</param>
    /// <returns>The folder, with a record that names this host.</returns>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be created.</exception>
    internal static SocketFolder Create(string userFolder, string command)
    {
        // Need not be secure: other users cannot enter the folder around it.
        string name = Random.Shared.NextInt64(1L << 48).ToString("x12", CultureInfo.InvariantCulture);
        string path = System.IO.Path.Combine(userFolder, name);
        var folder = new SocketFolder(path);
        PrivateFolder.Create(path);
        try
        {
            new FolderRecord(ProcessIdentity.Space, ProcessIdentity.Current, Plugin: null, command).Write(path);
            return folder;
        }
        catch
        {
            folder.DeleteUnused();
            throw;
        }
    }

    /// <summary>
    /// Records the process, unless it has ended already. A failure is logged only: it runs as well without the record.
    /// </summary>
    /// <param name="processId">The plugin or command.</param>
    /// <param name="name">How the log names it.</param>
    /// <param name="logger">Logs the failure.</param>
    internal void RecordPid(int processId, string name, ILogger logger) => Record(
        () =>
        {
            if (ProcessIdentity.Of(processId) is { } process)
            {
                FolderRecord.Add(path, process);
            }
        },
        name,
        processId,
        logger);

    /// <summary>Records a socket outside of the folder, to be deleted with it. A failure is logged only.</summary>
    /// <param name="socket">The socket's path.</param>
    /// <param name="name">How the log names the plugin.</param>
    /// <param name="processId">The plugin.</param>
    /// <param name="logger">Logs the failure.</param>
    internal void RecordSocket(string socket, string name, int processId, ILogger logger)
    {
        _socket = socket;
        Record(() => FolderRecord.Add(path, socket), name, processId, logger);
    }

    /// <summary>Whether a variable is one that identifies the processes of a folder of this user.</summary>
    internal static bool IsMark(string name, string value) =>
        Variables.Contains(
            name, OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal)
        && System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(value)) == UserFolder.Name;

    /// <summary>Kills the processes of the folder that are still running.</summary>
    /// <param name="name">How the log names the plugin or command.</param>
    /// <param name="logger">Logs what was killed.</param>
    /// <returns>Whether none is left.</returns>
    internal bool TryKillRemains(string name, ILogger logger) =>
        new FolderProcesses(path, ProcessIdentity.Current).TryKill(name, logger);

    /// <summary>Deletes the folder, its content and the recorded socket. A failure is logged only.</summary>
    /// <param name="name">How the log names the plugin or command.</param>
    /// <param name="logger">Logs the failure.</param>
    internal void TryDelete(string name, ILogger logger)
    {
        try
        {
            if (_socket is not null)
            {
                OldLibrarySocket.Delete(_socket);
            }

            Delete();
        }
        catch (DirectoryNotFoundException)
        {
            // The plugin deleted it first.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            logger.DeleteFailed(failure, name, path);
        }
    }

    /// <summary>Deletes the folder and its content.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be deleted.</exception>
    internal void Delete()
    {
        try
        {
            // Usually the plugin has deleted its socket and the folder is empty. Trying is faster than looking.
            DeleteUnused();
        }
        catch (IOException)
        {
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>
    /// Deletes the folder of a plugin that never ran. Does not enumerate it, because that needs a file descriptor, and
    /// the lack of one may be why the plugin did not start.
    /// </summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be deleted.</exception>
    internal void DeleteUnused()
    {
        FolderRecord.Delete(path);
        Directory.Delete(path);
    }

    private static void Record(Action write, string name, int processId, ILogger logger)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            logger.RecordFailed(failure, name, processId);
        }
    }
}
