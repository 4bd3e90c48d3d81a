using P5.Host.Migration.Files;

namespace P5.Host.Migration;

/// <summary>Finds configuration files.</summary>
public static class ConfigFiles
{
    /// <summary>Folders that hold no project of the repository itself.</summary>
    private static readonly HashSet<string> s_skipped = [".git", "node_modules", "bin", "obj"];

    /// <summary>
    /// The p5.toml, Pulumi.yaml and stack files of a folder, as they are found; each folder's before those of the
    /// folders in it, by name. <c>.git</c>, <c>node_modules</c>, <c>bin</c>, <c>obj</c> and links to folders are passed
    /// over.
    /// </summary>
    /// <param name="folder">Full path of the folder.</param>
    /// <param name="recurse">Whether to look in the folders below too.</param>
    /// <param name="onError">Takes the failure of a folder that cannot be read; the search goes on without it.</param>
    /// <returns>Full paths.</returns>
    public static IEnumerable<string> Find(string folder, bool recurse, Action<P5Exception> onError)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(onError);
        return Walk(folder, recurse, onError);
    }

    private static IEnumerable<string> Walk(string folder, bool recurse, Action<P5Exception> onError)
    {
        var folders = new Stack<string>([folder]);
        while (folders.TryPop(out string? current))
        {
            FileSystemInfo[] items = Read(current, onError);
            foreach (FileInfo file in items.OfType<FileInfo>().Where(file => ConfigFileNames.IsLookedUp(file.Name)))
            {
                yield return file.FullName;
            }

            // Backwards, because the last one pushed is the next one read.
            foreach (DirectoryInfo inner in items.OfType<DirectoryInfo>().Reverse().Where(_ => recurse))
            {
                if (!s_skipped.Contains(inner.Name) && !inner.Attributes.HasFlag(FileAttributes.ReparsePoint))
                {
                    folders.Push(inner.FullName);
                }
            }
        }
    }

    private static FileSystemInfo[] Read(string folder, Action<P5Exception> onError)
    {
        try
        {
            FileSystemInfo[] items = new DirectoryInfo(folder).GetFileSystemInfos();
            Array.Sort(items, (one, other) => string.CompareOrdinal(one.Name, other.Name));
            return items;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            onError(MigrationError.InFile(
                folder,
                $"The folder cannot be read: {exception.Message}",
                "Check that the folder exists and can be read.",
                exception));
            return [];
        }
    }
}
