using System.Collections.Concurrent;

namespace P5.Host;

/// <summary>Remembers what was made of files for as long as they stay as they are. Thread-safe.</summary>
/// <typeparam name="T">What is made of them.</typeparam>
internal sealed class FileMemory<T>
{
    /// <summary>Far more than a session works with; a walk over a large repository must not stay in memory.</summary>
    private const int Capacity = 100;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Gives what was made of files before, or makes it.</summary>
    /// <param name="key">What is wanted of them.</param>
    /// <param name="files">The full paths of the files that decide it; also of such as are not there.</param>
    /// <param name="make">Reads the files. What it throws is not remembered.</param>
    public T Get(string key, string[] files, Func<T> make)
    {
        // Before the reading: whatever is written from here on is seen the next time. Files have the system's time.
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
