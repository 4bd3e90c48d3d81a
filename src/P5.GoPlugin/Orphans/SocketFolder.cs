using System.Globalization;

namespace P5.GoPlugin;

/// <summary>
/// A fresh folder for one plugin's unix socket that only this user can enter. It says whose it is, so that the next
/// host finds the plugin should this one be killed.
/// </summary>
/// <param name="path">The folder.</param>
internal sealed class SocketFolder(string path)
{
    /// <summary>By this variable a plugin learns of its folder, and passes it on to what it starts.</summary>
    internal const string Variable = "PLUGIN_UNIX_SOCKET_DIR";

    /// <summary>The folder's full path.</summary>
    internal string Path => path;

    /// <summary>Makes a folder for a plugin that is about to be started.</summary>
    /// <param name="userFolder">The folder of all plugins of this user.</param>
    /// <param name="command">The plugin's executable.</param>
    /// <returns>The folder, with a record that names this host.</returns>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made.</exception>
    internal static SocketFolder Create(string userFolder, string command)
    {
        // Enough of a random number; nobody else gets into the folder around it.
        string name = Random.Shared.NextInt64(1L << 48).ToString("x12", CultureInfo.InvariantCulture);
        string path = System.IO.Path.Combine(userFolder, name);
        var folder = new SocketFolder(path);
        UserFolder.CreatePrivate(path);
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

    /// <summary>Notes which process the plugin is. One that has ended already needs no note.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    internal void Note(int pluginId)
    {
        if (ProcessIdentity.Of(pluginId) is { } plugin)
        {
            FolderRecord.Add(path, plugin);
        }
    }

    /// <summary>Deletes the folder with all that is in it.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be deleted.</exception>
    internal void Delete()
    {
        try
        {
            // A plugin takes its socket with it, and nothing else is left. To look takes longer than to try.
            DeleteUnused();
        }
        catch (IOException)
        {
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>
    /// Deletes the folder of a plugin that never ran. Nothing is looked up, as that takes a file descriptor, and the
    /// lack of one may be why the plugin never ran.
    /// </summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be deleted.</exception>
    internal void DeleteUnused()
    {
        FolderRecord.Delete(path);
        Directory.Delete(path);
    }
}
