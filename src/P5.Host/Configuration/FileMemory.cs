using System.Collections.Concurrent;

namespace P5.Host;

/// <summary>Caches results computed from files until the files change. Thread-safe.</summary>
/// <typeparam name="T">The result.</typeparam>
internal sealed class FileMemory<T>
{
    /// <summary>Far more than a session works with; a walk over a large repository must not stay in memory.</summary>
    private const int Capacity = 100;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Returns the cached result, or computes it.</summary>
    /// <param name="key">Identifies the result.</param>
    /// <param name="files">The full paths of the files that decide it, including missing ones.</param>
    /// <param name="make">Reads the files. Exceptions are not cached.</param>
    public T Get(string key, string[] files, Func<T> make)
    {
        // Before reading, so that later writes are noticed the next time. Files have the system's time.
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        FileStamp?[] stamps = Array.ConvertAll(files, FileStamp.Of);
        if (_entries.TryGetValue(key, out Entry? entry) && entry.Stamps.AsSpan().SequenceEqual(stamps))
        {
            return entry.Value;
        }

        T value = make();
        if (Array.TrueForAll(stamps, stamp => stamp is null || stamp.IsSettledAt(now)))
        {
            if (_entries.Count >= Capacity)
            {
                _entries.Clear();
            }

            _entries[key] = new Entry(stamps, value);
        }

        return value;
    }

    private sealed class Entry(FileStamp?[] stamps, T value)
    {
        public FileStamp?[] Stamps { get; } = stamps;

        public T Value { get; } = value;
    }
}

/// <summary>Distinguishes one state of a file from another without reading it.</summary>
/// <param name="Path">The file; for a symbolic link, its target.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Written">When it was written last.</param>
/// <param name="Created">
/// When it was created there: a file that replaces another one by a move may have an old time of writing.
/// </param>
internal sealed record FileStamp(string Path, long Length, DateTime Written, DateTime Created)
{
    /// <summary>The coarsest clock of a file system in use, FAT's, ticks every two seconds.</summary>
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(2);

    /// <summary>The stamp of a file, or null if there is none.</summary>
    /// <exception cref="IOException">
    /// The file cannot be examined, for example because its links form a cycle.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be examined.</exception>
    public static FileStamp? Of(string path)
    {
        FileSystemInfo file = new FileInfo(path);
        if (file.LinkTarget is not null)
        {
            // The times of a link are not those of the file.
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

/// <summary>Caches a configuration until one of its files is changed, added or removed.</summary>
internal static class ConfigurationMemory
{
    private static readonly FileMemory<WorkspaceConfiguration> s_configurations = new();

    /// <inheritdoc cref="ConfigurationLoader.Load(string, string?)"/>
    public static WorkspaceConfiguration Load(string workspaceDirectory, string? stackName)
    {
        // The files are located each time, as by loading.
        string? stackFile = stackName is null ? null : StackFiles.Of(workspaceDirectory).Find(stackName);
        string[] files = [.. WorkspaceFiles.Locate(workspaceDirectory, stackFile)];
        return s_configurations.Get(
            string.Join('\0', [workspaceDirectory, stackName, .. files]),
            files,
            () => ConfigurationLoader.Load(workspaceDirectory, stackName));
    }
}
