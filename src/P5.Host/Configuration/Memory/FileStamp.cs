namespace P5.Host;

/// <summary>What tells one state of a file from another without reading it.</summary>
/// <param name="Path">The file; behind a symbolic link the one that it leads to.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Written">When it was written last.</param>
/// <param name="Created">When it came there: a file that is moved over another one may keep its time of writing.</param>
internal sealed record FileStamp(string Path, long Length, DateTime Written, DateTime Created)
{
    /// <summary>The coarsest clock of a file system in use, FAT's, ticks every two seconds.</summary>
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(2);

    /// <summary>The stamp of a file, or null where there is none.</summary>
    /// <exception cref="IOException">The file cannot be looked at, for example because links lead in a circle.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be looked at.</exception>
    public static FileStamp? Of(string path)
    {
        FileSystemInfo file = new FileInfo(path);
        if (file.LinkTarget is not null)
        {
            // The times of a link are its own, and say nothing of the file.
            file = file.ResolveLinkTarget(returnFinalTarget: true)!;
        }

        return file is FileInfo { Exists: true } found
            ? new FileStamp(found.FullName, found.Length, found.LastWriteTimeUtc, found.CreationTimeUtc)
            : null;
    }

    /// <summary>
    /// Whether every change from a moment on shows in the stamp. A file that was written just before may be written
    /// again within one tick of its clock, and look the same.
    /// </summary>
    /// <param name="moment">The moment, in UTC.</param>
    public bool IsSettledAt(DateTime moment) => Written < moment - s_tick;
}
