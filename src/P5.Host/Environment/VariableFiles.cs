namespace P5.Host;

/// <summary>
/// The files of one holder, such as the session or one command: the contents of variables that programs read as files.
/// Dispose it to delete them. Thread-safe.
/// </summary>
public sealed class VariableFiles : IDisposable
{
    /// <summary>
    /// The longest time between two looks at the clock: a timer does not run while the machine sleeps. Also the time
    /// until a file is tried again that could not be deleted.
    /// </summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly CredentialFolder? _folder;
    private readonly TimeProvider? _clock;
    private readonly List<Entry> _entries = [];
    private HeldFolder? _held;
    private ITimer? _timer;
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

    /// <summary>Writes the files of variables, and gives these the paths.</summary>
    /// <param name="variables">The variables.</param>
    /// <returns>The variables, for programs. Their files are complete.</returns>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.StateUnusable"/>: a file cannot be written. None of this call is left.
    /// </exception>
    public VariableSet Write(VariableSet variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        return variables.With(Write);
    }

    /// <inheritdoc cref="Write(VariableSet)"/>
    internal IReadOnlyDictionary<string, LayeredVariable> Write(IReadOnlyDictionary<string, LayeredVariable> variables)
    {
        KeyValuePair<string, LayeredVariable>[] files = [.. variables.Where(pair => pair.Value.IsFile)];
        if (files.Length == 0)
        {
            return variables;
        }

        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var written = new Dictionary<string, LayeredVariable>(variables, VariableRules.NameComparer);
            List<Entry> added = [];
            foreach ((string name, LayeredVariable variable) in files)
            {
                try
                {
                    written[name] = variable with { Value = FindOrWrite(name, variable, added).Path };
                }
                catch (Exception exception) when (
                    exception is IOException or UnauthorizedAccessException or P5Exception)
                {
                    Release(added);
                    throw exception as P5Exception ?? Failure(name, variable, exception);
                }
            }

            Arm(overdue: TimeSpan.Zero);
            return written;
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
    private Entry FindOrWrite(string name, LayeredVariable variable, List<Entry> added)
    {
        if (_entries.Find(entry => entry.Is(name, variable)) is { } known)
        {
            if (known.IsDeleted ? variable.ExpiresAt <= _clock?.GetUtcNow() : File.Exists(known.Path))
            {
                return known;
            }

            _entries.Remove(known);
        }

        var entry = new Entry(name, variable, WriteNew(name, variable.Value))
        {
            IsDeleted = _folder is null, // Nothing was written for a preview.
        };
        _entries.Add(entry);
        added.Add(entry);
        return entry;
    }

    private string WriteNew(string name, string content)
    {
        if (_folder is null)
        {
            return $"(a file with the content of {name})";
        }

        if (_held is { Exists: false })
        {
            // The system deletes the folder for the time of a login at its end, which a session in tmux survives.
            _held.Dispose();
            _held = null;
        }

        return (_held ??= _folder.Create()).Write(name, content);
    }

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

        if (_entries.Count == 0)
        {
            _held?.Dispose();
            _held = null;
        }

        Arm(overdue: s_longestWait);
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
            foreach (Entry entry in _entries.Where(entry => entry.ExpiresAt <= now))
            {
                // The variable keeps the path: without it, programs would use other credentials of the user.
                TryDelete(entry);
            }

            Arm(overdue: s_longestWait);
        }
    }

    private static bool TryDelete(Entry entry)
    {
        if (entry.IsDeleted)
        {
            return true;
        }

        try
        {
            File.Delete(entry.Path);
            entry.IsDeleted = true;
        }
        catch (DirectoryNotFoundException)
        {
            entry.IsDeleted = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // On Windows, a program has it open.
        }

        return entry.IsDeleted;
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

    private static P5Exception Failure(string name, LayeredVariable variable, Exception cause) => new(
        ErrorIds.StateUnusable,
        $"The file of {name} of plugin '{variable.PluginName}' cannot be written: {cause.Message}",
        "Check permissions, free space and the limit of open files (ulimit -n). XDG_RUNTIME_DIR, else XDG_STATE_HOME, "
            + "selects the folder.",
        cause);

    private sealed class Entry(string name, LayeredVariable variable, string path)
    {
        public string Path => path;

        public DateTimeOffset? ExpiresAt => variable.ExpiresAt;

        /// <summary>Whether no variable needs it.</summary>
        public bool IsReleased { get; set; }

        public bool IsDeleted { get; set; }

        public bool Is(string itsName, LayeredVariable other) =>
            !IsReleased && VariableRules.NameComparer.Equals(name, itsName) && IsOf(other.Value, other.ExpiresAt);

        public bool IsOf(PluginCredential credential) => credential.IsFile(name)
            && credential.GetVariables().TryGetValue(name, out string? value)
            && IsOf(value, credential.ExpiresAt);

        // With the end of another credential, a file would be deleted too early, or too late.
        private bool IsOf(string content, DateTimeOffset? end) => content == variable.Value && end == ExpiresAt;
    }
}
