using System.Text;

namespace P5.Host;

/// <summary>
/// Writes a file in one step. A reader finds the old content or the new one. A failure, such as a full disk, leaves the
/// old one and no other file. The new content is on the disk before it replaces the old one, so a power failure cannot
/// leave an empty file.
/// </summary>
internal static class AtomicFile
{
    /// <summary>Creates or overwrites a file. A link is overwritten, not its target.</summary>
    /// <param name="file">Full path of the file; its folder must exist.</param>
    /// <param name="content">The new content.</param>
    /// <param name="mode">Its permissions on Unix; on Windows, it inherits those of the folder.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public static void Write(string file, byte[] content, UnixFileMode mode) =>
        Write(file, content, mode, temporary => File.Move(temporary, file, overwrite: true));

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

            if (file.Exists)
            {
                CheckReplaceable(path, file, expected);
            }
            else if (expected is { Length: > 0 })
            {
                throw Changed(path);
            }

            string? backup = keepBackup ? file.FullName + ".bak" : null;
            Write(
                file.FullName,
                Encoding.UTF8.GetBytes(text),
                OperatingSystem.IsWindows() || !file.Exists ? null : file.UnixFileMode,
                temporary => Swap(file, temporary, backup));
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
        string temporary = Path.Combine(
            Path.GetDirectoryName(file)!, $".{Path.GetFileName(file)}.{Path.GetRandomFileName()}");
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

            replace(temporary);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void CheckReplaceable(string path, FileInfo file, byte[]? expected)
    {
        if (file.IsReadOnly)
        {
            throw Failure(
                path,
                "The file is read-only.",
                "Make the file writable, or write to another path.");
        }

        if (expected is not null && !File.ReadAllBytes(file.FullName).AsSpan().SequenceEqual(expected))
        {
            throw Changed(path);
        }
    }

    private static void Swap(FileInfo file, string temporary, string? backup)
    {
        if (!file.Exists)
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

        // File.Replace makes the backup a hard link here, which not every file system has.
        if (backup is not null)
        {
            File.Copy(file.FullName, backup, overwrite: true);
        }

        // The umask may have removed bits when the temporary file was created.
        File.SetUnixFileMode(temporary, file.UnixFileMode);
        File.Move(temporary, file.FullName, overwrite: true);
    }

    private static P5Exception Failure(string path, string problem, string action, Exception? cause = null) =>
        new(ErrorIds.ConfigInvalid, $"{path}: {problem}", action, cause);

    private static P5Exception Changed(string path) => Failure(
        path,
        "The file changed after it was read, so it was not overwritten.",
        "Run the command again.");
}
