using System.Globalization;

namespace P5.GoPlugin;

/// <summary>
/// A new private folder for one plugin's unix socket. It contains a <see cref="FolderRecord"/>, so that a later host
/// can find the plugin if this one is killed.
/// </summary>
/// <param name="path">The full path.</param>
internal sealed class SocketFolder(string path)
{
    internal string Path => path;

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

    /// <summary>Records the plugin's process, unless it has ended already.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    internal void RecordPid(int pluginId)
    {
        if (ProcessIdentity.Of(pluginId) is { } plugin)
        {
            FolderRecord.Add(path, plugin);
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
}
