using System.Buffers;
using System.Globalization;

namespace P5.Host;

/// <summary>
/// The files of one holder, such as the session or one command: the contents of variables that programs read as files.
/// The path of a variable of a plugin stays the same for a stack, so that copies of it stay valid: a new credential
/// replaces the content in one step. Dispose it to delete the files. Thread-safe.
/// </summary>
public sealed class VariableFiles : IDisposable
{
    /// <summary>
    /// The longest time between two looks at the clock: a timer does not run while the machine sleeps. Also the time
    /// until a file is tried again that could not be deleted.
    /// </summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(1);

    /// <summary>Those of <see cref="VariableRules.TextNameForm"/>, to which names of files belong.</summary>
    private static readonly SearchValues<char> s_nameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");

    private readonly Lock _lock = new();
    private readonly CredentialFolder? _folder;
    private readonly TimeProvider? _clock;
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<FileSlot, string> _names = [];
    private readonly HashSet<string> _folders = [];
    private readonly string _folderName = HeldFolder.NewName();
    private HeldFolder? _held;
    private ITimer? _timer;
    private int _lastNumber;
    private int _holds;
    private bool _isDisposed;

    /// <summary>Prepares files that stay until the end, also if their credentials expire. Writes nothing.</summary>
    /// <param name="options">What the host is built on; null for the defaults.</param>
    public VariableFiles(P5HostOptions? options = null)
        : this((options ?? new P5HostOptions()).CredentialFolder(), clock: null)
    {
    }

    /// <summary>Prepares files. Writes nothing.</summary>
    /// <param name="folder">The folder around those of all holders; null for a preview, which never writes.</param>
    /// <param name="clock">The clock by which files are deleted when their credentials expire; null for never.</param>
    internal VariableFiles(CredentialFolder? folder, TimeProvider? clock) => (_folder, _clock) = (folder, clock);

    /// <summary>Whether no file was written, or all have been deleted.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _held is null;
            }
        }
    }

    /// <summary>Writes the files of variables, and gives these the paths.</summary>
    /// <param name="variables">The variables.</param>
    /// <returns>The variables, for programs. Their files are complete.</returns>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.StateUnusable"/>: a file cannot be written. None of this call is left.
    /// </exception>
    public VariableSet Write(VariableSet variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        return variables.With(all => Write(all));
    }

    /// <inheritdoc cref="Write(VariableSet)"/>
    /// <param name="variables">The variables.</param>
    /// <param name="level">
    /// The number of scopes around the variables. A scope does not replace what the variables around it contain.
    /// </param>
    internal IReadOnlyDictionary<string, LayeredVariable> Write(
        IReadOnlyDictionary<string, LayeredVariable> variables, int level = 0)
    {
        KeyValuePair<string, LayeredVariable>[] files = [.. variables.Where(pair => pair.Value.IsFile)];
        if (files.Length == 0)
        {
            return variables;
        }

        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            List<Entry> staged = [];
            try
            {
                Entry[] entries = [.. files.Select(file => FindOrStage(file.Key, file.Value, level, staged))];

                // All are complete: from here on, each takes the place of its predecessor.
                staged.ForEach(Place);
                var written = new Dictionary<string, LayeredVariable>(variables, VariableRules.NameComparer);
                foreach ((KeyValuePair<string, LayeredVariable> file, Entry entry) in files.Zip(entries))
                {
                    written[file.Key] = file.Value with { Value = entry.Path };
                }

                return written;
            }
            finally
            {
                staged.ForEach(DeleteStaged);
                DisposeIfEmpty();
                Arm(overdue: TimeSpan.Zero);
            }
        }
    }

    /// <summary>
    /// Leaves files in place that expire, for a program that gets their paths and may last longer than their
    /// credentials.
    /// </summary>
    /// <returns>Dispose it after the program.</returns>
    internal IDisposable Hold()
    {
        lock (_lock)
        {
            _holds++;
            return new Holding(this);
        }
    }

    /// <summary>
    /// Finds files in a text, even those that were deleted since. They are known by the random name of their folder: a
    /// program may have resolved links in a path, or made a URL of it.
    /// </summary>
    /// <param name="text">The value of a variable.</param>
    /// <returns>Their full paths; that of the folder if the text has no name of a file.</returns>
    internal IReadOnlyList<string> FindPaths(string text)
    {
        lock (_lock)
        {
            var paths = new List<string>();
            foreach (string folder in _folders)
            {
                string name = Path.GetFileName(folder);
                for (int i = 0; (i = text.IndexOf(name, i, StringComparison.OrdinalIgnoreCase)) >= 0; i += name.Length)
                {
                    ReadOnlySpan<char> rest = text.AsSpan(i + name.Length).TrimStart(@"/\");
                    int end = rest.IndexOfAnyExcept(s_nameCharacters);
                    paths.Add(Path.Join(folder, end < 0 ? rest : rest[..end]));
                }
            }

            return paths;
        }
    }

    /// <summary>Deletes the files that belong to none of the credentials.</summary>
    /// <param name="credentials">The credentials whose variables are in use, or will be again.</param>
    internal void Keep(IReadOnlyCollection<PluginCredential> credentials)
    {
        lock (_lock)
        {
            if (_entries.Count > 0)
            {
                Release([.. _entries.Where(entry => !credentials.Any(entry.IsOf))]);
            }
        }
    }

    /// <summary>Whether a path is that of a file that exists.</summary>
    internal bool Contains(string path)
    {
        lock (_lock)
        {
            return _entries.Exists(entry => entry.Path == path && !entry.IsDeleted);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _timer?.Dispose();
            _held?.Dispose();
            _held = null;
            _entries.Clear();
        }
    }

    /// <summary>
    /// A file with the same content and the same end is used again, so that what is applied twice stays the same. That
    /// of an expired credential is not written again.
    /// </summary>
    private Entry FindOrStage(string name, LayeredVariable variable, int level, List<Entry> staged)
    {
        Entry? known = _entries.Find(entry => entry.Is(name, variable));
        if (known is not null
            && (known.IsDeleted ? variable.ExpiresAt <= _clock?.GetUtcNow() : File.Exists(known.Path)))
        {
            return known;
        }

        FileSlot slot = known?.Slot ?? new FileSlot(level, variable.PluginName, variable.Context, name);
        try
        {
            Entry entry = Stage(slot, variable);
            staged.Add(entry);
            return entry;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure(slot, exception);
        }
    }

    private Entry Stage(FileSlot slot, LayeredVariable variable)
    {
        if (_folder is null)
        {
            // A preview, for which nothing is written.
            return new Entry(slot, variable, $"(a file with the content of {slot.Variable})") { IsDeleted = true };
        }

        if (_held is { Exists: false })
        {
            // The system deletes the folder for the time of a login at its end, which a session in tmux survives.
            _held.Dispose();
            _held = null;
        }

        _held ??= _folder.Create(_folderName);
        _folders.Add(_held.Path);
        if (!_names.TryGetValue(slot, out string? fileName))
        {
            _names.Add(slot, fileName = NewName(slot));
        }

        return new Entry(slot, variable, Path.Combine(_held.Path, fileName)) { Staged = _held.Stage(variable.Value) };
    }

    /// <summary>Gives a file its path, in the place of the one that is there.</summary>
    private void Place(Entry entry)
    {
        if (entry.Staged is { } staged)
        {
            try
            {
                Move(staged, entry);
                entry.Staged = null;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw Failure(entry.Slot, exception);
            }
        }

        _entries.RemoveAll(other => other.Path == entry.Path);
        _entries.Add(entry);
    }

    private void Move(string staged, Entry entry)
    {
        try
        {
            // Not File.Replace, which on Windows can leave the old content in a file of its own.
            File.Move(staged, entry.Path, overwrite: true);
        }
        catch (Exception exception) when (
            OperatingSystem.IsWindows() && exception is IOException or UnauthorizedAccessException)
        {
            // A program has the old one open.
            string name = _names[entry.Slot] = NewName(entry.Slot);
            entry.Path = Path.Combine(Path.GetDirectoryName(staged)!, name);
            File.Move(staged, entry.Path);
        }
    }

    private string NewName(FileSlot slot) =>
        string.Create(CultureInfo.InvariantCulture, $"{slot.Variable}-{++_lastNumber}");

    private static P5Exception Failure(FileSlot slot, Exception cause) => new(
        ErrorIds.StateUnusable,
        $"The file of {slot.Variable} of plugin '{slot.PluginName}' cannot be written: {cause.Message}",
        "Check permissions, free space and the limit of open files (ulimit -n). XDG_RUNTIME_DIR, else XDG_STATE_HOME, "
            + "selects the folder.",
        cause);

    /// <summary>Forgets files, and deletes them; those that cannot be deleted yet are tried again.</summary>
    private void Release(IReadOnlyList<Entry> entries)
    {
        foreach (Entry entry in entries)
        {
            entry.IsReleased = true;
            if (TryDelete(entry))
            {
                _entries.Remove(entry);
            }
        }

        DisposeIfEmpty();
        Arm(overdue: s_longestWait);
    }

    private void DisposeIfEmpty()
    {
        if (_entries.Count == 0)
        {
            _held?.Dispose();
            _held = null;
        }
    }

    private void DeleteExpired()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            DateTimeOffset now = _clock!.GetUtcNow();
            Release([.. _entries.Where(entry => entry.IsReleased)]);
            foreach (Entry entry in _entries.Where(entry => _holds == 0 && entry.ExpiresAt <= now))
            {
                // The variable keeps the path: without it, programs would use other credentials of the user.
                TryDelete(entry);
            }

            Arm(overdue: s_longestWait);
        }
    }

    private static bool TryDelete(Entry entry) => entry.IsDeleted = entry.IsDeleted || TryDelete(entry.Path);

    private static void DeleteStaged(Entry entry)
    {
        if (entry.Staged is { } staged)
        {
            TryDelete(staged);
        }
    }

    private static bool TryDelete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // On Windows, a program has it open.
            return false;
        }
    }

    /// <summary>Sets the timer to the next file to delete.</summary>
    /// <param name="overdue">The time until a file is tried that should be gone already.</param>
    private void Arm(TimeSpan overdue)
    {
        if (_clock is null || _isDisposed)
        {
            return;
        }

        DateTimeOffset now = _clock.GetUtcNow();
        TimeSpan? wait = _entries
            .Where(entry => !entry.IsDeleted)
            .Select(entry => entry.IsReleased || entry.ExpiresAt <= now ? overdue : entry.ExpiresAt - now)
            .Min();
        if (wait is { } due)
        {
            _timer ??= _clock.CreateTimer(
                static files => ((VariableFiles)files!).DeleteExpired(),
                this,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan);
            _timer.Change(due < s_longestWait ? due : s_longestWait, Timeout.InfiniteTimeSpan);
        }
    }

    private void Release()
    {
        lock (_lock)
        {
            _holds--;
            Arm(overdue: TimeSpan.Zero);
        }
    }

    /// <summary>What has a path of its own.</summary>
    private sealed record FileSlot(int Level, string PluginName, AuthenticationContext Context, string Variable);

    private sealed class Holding(VariableFiles files) : IDisposable
    {
        private int _isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                files.Release();
            }
        }
    }

    private sealed class Entry(FileSlot slot, LayeredVariable variable, string path)
    {
        public FileSlot Slot => slot;

        public string Path { get; set; } = path;

        /// <summary>The path of the file until it has its own.</summary>
        public string? Staged { get; set; }

        public DateTimeOffset? ExpiresAt => variable.ExpiresAt;

        /// <summary>Whether no variable needs it.</summary>
        public bool IsReleased { get; set; }

        public bool IsDeleted { get; set; }

        public bool Is(string name, LayeredVariable other) =>
            !IsReleased
            && VariableRules.NameComparer.Equals(slot.Variable, name)
            && IsOf(other.PluginName, other.Context, other.Value, other.ExpiresAt);

        public bool IsOf(PluginCredential credential) => credential.IsFile(slot.Variable)
            && credential.GetVariables().TryGetValue(slot.Variable, out string? value)
            && IsOf(credential.PluginName, credential.Context, value, credential.ExpiresAt);

        // With the end of another credential, a file would be deleted too early, or too late.
        private bool IsOf(string plugin, AuthenticationContext context, string content, DateTimeOffset? end) =>
            plugin == slot.PluginName && context == slot.Context && content == variable.Value && end == ExpiresAt;
    }
}
