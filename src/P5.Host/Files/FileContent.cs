namespace P5.Host;

/// <summary>The content of a file that may be missing, and whether it has changed since it was read.</summary>
internal sealed class FileContent
{
    private readonly string _path;
    private readonly FileStamp? _stamp;
    private readonly bool _isSettled;

    private FileContent(string path, FileStamp? stamp, bool isSettled, byte[]? bytes)
    {
        _path = path;
        _stamp = stamp;
        _isSettled = isSettled;
        Bytes = bytes;
    }

    /// <summary>The bytes; null if there was no such file.</summary>
    public byte[]? Bytes { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="maximum">The maximum size in bytes.</param>
    /// <param name="isTrusted">Whether its owner does not matter.</param>
    /// <exception cref="StrangersFileException">It belongs to a user who is not trusted.</exception>
    /// <exception cref="IOException">It cannot be read, or is larger.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileContent Read(string path, int maximum, bool isTrusted)
    {
        // Taken before reading, so that a later write is detected. The times of files come from the system's clock.
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        FileStamp? stamp = FileStamp.Of(path);
        try
        {
            byte[] bytes = FileOwner.ReadBytes(path, maximum, isTrusted);
            return new FileContent(path, stamp, stamp?.IsSettledAt(now) is true, bytes);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new FileContent(path, stamp: null, isSettled: true, bytes: null);
        }
    }

    /// <summary>Whether the file has changed. Reads it again only if its times cannot show a change.</summary>
    public bool HasChanged()
    {
        try
        {
            return FileStamp.Of(_path) != _stamp
                || (!_isSettled && !RegularFile.ReadBytes(_path, Bytes!.Length).AsSpan().SequenceEqual(Bytes));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
