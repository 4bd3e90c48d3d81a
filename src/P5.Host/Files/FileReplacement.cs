using System.Text;

namespace P5.Host;

/// <summary>Replaces a file in one step.</summary>
internal static class FileReplacement
{
    /// <param name="path">The file, or a link to it; it need not exist.</param>
    /// <param name="text">The new text, written as UTF-8.</param>
    /// <param name="expected">
    /// The required content of the file, and a missing file is empty; null means that anything may be replaced.
    /// </param>
    /// <param name="keepBackup">Whether the original is kept with the extension <c>.bak</c>.</param>
    public static void Write(string path, string text, byte[]? expected, bool keepBackup)
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

            WriteAndSwap(file, text, keepBackup);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure(
                path,
                $"The file cannot be written: {exception.Message}",
                "Check that its folder exists and can be written to.",
                exception);
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

    private static void WriteAndSwap(FileInfo file, string text, bool keepBackup)
    {
        // In the same folder, because a rename is atomic only within one file system.
        string temporary = Path.Combine(file.DirectoryName!, $".{file.Name}.{Path.GetRandomFileName()}");
        try
        {
            using (var stream = new FileStream(temporary, Options(file)))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            Swap(file, temporary, keepBackup ? file.FullName + ".bak" : null);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static FileStreamOptions Options(FileInfo file)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows() && file.Exists)
        {
            // From the first byte on: the file may contain secrets that others must not read.
            options.UnixCreateMode = file.UnixFileMode;
        }

        return options;
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
            // Keeps the file's access control list, which a move would take from the folder.
            File.Replace(temporary, file.FullName, backup);
            return;
        }

        // File.Replace makes the backup a hard link here, which not every file system has.
        if (backup is not null)
        {
            File.Copy(file.FullName, backup, overwrite: true);
        }

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
