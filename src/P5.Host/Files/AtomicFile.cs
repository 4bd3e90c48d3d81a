using System.Text;

namespace P5.Host;

/// <summary>
/// Writes a file in one step. A reader finds the old content or the new one. A failure, such as a full disk, leaves the
/// old one and no other file. The new content is on the disk before it replaces the old one, so a power failure cannot
/// leave an empty file.
/// </summary>
internal static class AtomicFile
{
    private const string TemporaryExtension = ".p5tmp";

    /// <summary>Creates or overwrites a file. A link is overwritten, not its target.</summary>
    /// <param name="file">Full path of the file; its folder must exist.</param>
    /// <param name="content">The new content.</param>
    /// <param name="mode">Its permissions on Unix; on Windows, it inherits those of the folder.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public static void Write(string file, byte[] content, UnixFileMode mode) =>
        Write(file, content, mode, temporary => Replace(temporary, file));

    /// <summary>Edits a file of the user's. An existing one keeps its permissions.</summary>
    /// <param name="path">The file, or a link to it, which stays a link; it need not exist.</param>
    /// <param name="text">The new text, written as UTF-8.</param>
    /// <param name="expected">
    /// The required content of the file, and a missing file is empty; null means that anything may be replaced.
    /// </param>
    /// <param name="keepBackup">Whether the original is kept with the extension <c>.bak</c>.</param>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.ConfigInvalid"/>: the file is read-only, has other content than expected, or cannot be
    /// written.
    /// </exception>
    public static void Edit(string path, string text, byte[]? expected, bool keepBackup)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.LinkTarget is not null)
            {
                file = (FileInfo)file.ResolveLinkTarget(returnFinalTarget: true)!;
            }

            byte[]? original = file.Exists ? ReadReplaceable(path, file) : null;
            if (expected is not null && !expected.AsSpan().SequenceEqual(original))
            {
                throw Changed(path);
            }

            Write(
                file.FullName,
                Encoding.UTF8.GetBytes(text),
                OperatingSystem.IsWindows() || original is null ? null : file.UnixFileMode,
                temporary => Swap(file, temporary, original, keepBackup ? file.FullName + ".bak" : null));
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // ArgumentException: no file can have such a path.
            throw Failure(
                path,
                $"The file cannot be written: {exception.Message}",
                "Check that its folder exists and can be written to.",
                exception);
        }
    }

    private static void Write(string file, byte[] content, UnixFileMode? mode, Action<string> replace)
    {
        // In the same folder, because a rename is atomic only within one file system.
        string folder = Path.GetDirectoryName(file)!;
        string prefix = $".{Path.GetFileName(file)}.";
        DeleteLeftovers(folder, prefix);
        string temporary = Path.Combine(
            folder, prefix + Path.GetFileNameWithoutExtension(Path.GetRandomFileName()) + TemporaryExtension);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // From the first byte on: the file may contain secrets that others must not read.
            options.UnixCreateMode = mode;
        }

        try
        {
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            if (mode is { } exact && !OperatingSystem.IsWindows())
            {
                // The umask may have removed bits when the file was created.
                File.SetUnixFileMode(temporary, exact);
            }

            replace(temporary);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void Replace(string temporary, string file)
    {
        if (OperatingSystem.IsWindows() && File.Exists(file))
        {
            // A move fails while another process reads the file.
            File.Replace(temporary, file, destinationBackupFileName: null);
        }
        else
        {
            File.Move(temporary, file, overwrite: true);
        }
    }

    private static byte[] ReadReplaceable(string path, FileInfo file)
    {
        if (file.IsReadOnly)
        {
            throw Failure(
                path,
                "The file is read-only.",
                "Make the file writable, or write to another path.");
        }

        return RegularFile.ReadBytes(file.FullName, ConfigFileText.MaximumBytes);
    }

    private static void Swap(FileInfo file, string temporary, byte[]? original, string? backup)
    {
        if (original is null)
        {
            File.Move(temporary, file.FullName);
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            // Preserves the file's access control list; after a move, it would have the folder's.
            File.Replace(temporary, file.FullName, backup);
            return;
        }

        // File.Replace makes the backup a hard link here, which not every file system has. A copy over the backup would
        // follow a link that someone else has put there.
        if (backup is not null)
        {
            Write(backup, original, file.UnixFileMode);
        }

        File.Move(temporary, file.FullName, overwrite: true);
    }

    /// <summary>
    /// Deletes the temporary files of processes that were killed while they wrote. They are copies of a configuration,
    /// or encrypted. One that was written within the last minute may be in use.
    /// </summary>
    /// <param name="folder">Full path of the folder.</param>
    /// <param name="prefix">How their names begin; that of a file begins with a dot and its name.</param>
    public static void DeleteLeftovers(string folder, string prefix)
    {
        DateTime limit = TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromMinutes(1);
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles())
        {
            if (file.Name.StartsWith(prefix, StringComparison.Ordinal)
                && file.Name.EndsWith(TemporaryExtension, StringComparison.Ordinal)
                && file.LastWriteTimeUtc < limit)
            {
                TryDelete(file);
            }
        }
    }

    private static void TryDelete(FileInfo file)
    {
        try
        {
            file.Delete();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It belongs to another user, who must not be able to prevent the writing.
        }
    }

    private static P5Exception Failure(string path, string problem, string action, Exception? cause = null) =>
        new(ErrorIds.ConfigInvalid, $"{path}: {problem}", action, cause);

    private static P5Exception Changed(string path) => Failure(
        path,
        "The file changed after it was read, so it was not overwritten.",
        "Run the command again.");
}
