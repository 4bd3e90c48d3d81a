namespace P5.PowerShell;

/// <summary>Measures how long activities run, and reports those that take long. Thread-safe.</summary>
internal sealed class WaitingProgress(TimeProvider timeProvider)
{
    private static readonly TimeSpan s_shownAfter = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, (long Begin, string? For)> _underWay = [];

    /// <summary>Starts a wait.</summary>
    /// <param name="name">What to call it.</param>
    public void Begin(string name)
    {
        lock (_underWay)
        {
            _underWay[name] = (timeProvider.GetTimestamp(), null);
        }
    }

    /// <summary>Describes what a wait is for. Does nothing for one that is not under way.</summary>
    /// <param name="name">The name given to <see cref="Begin"/>.</param>
    /// <param name="what">The description; null removes it.</param>
    public void Describe(string name, string? what)
    {
        lock (_underWay)
        {
            if (_underWay.TryGetValue(name, out (long Begin, string? For) wait))
            {
                _underWay[name] = wait with { For = what };
            }
        }
    }

    /// <summary>Ends a wait.</summary>
    /// <param name="name">The name given to <see cref="Begin"/>.</param>
    /// <returns>How long it took; null if it never began.</returns>
    public TimeSpan? End(string name)
    {
        lock (_underWay)
        {
            return _underWay.Remove(name, out (long Begin, string? For) wait)
                ? timeProvider.GetElapsedTime(wait.Begin)
                : null;
        }
    }

    /// <summary>What has been running for a second or more, by name.</summary>
    /// <returns>
    /// Names, descriptions and whole seconds, such as <c>sso (3 s)</c> or <c>sso: a description (3 s)</c>; null if
    /// nothing has.
    /// </returns>
    public string? Describe()
    {
        var slow = new List<string>();
        lock (_underWay)
        {
            foreach (string name in _underWay.Keys.Order(StringComparer.Ordinal))
            {
                (long begin, string? what) = _underWay[name];
                TimeSpan elapsed = timeProvider.GetElapsedTime(begin);
                if (elapsed >= s_shownAfter)
                {
                    slow.Add($"{name}{(what is null ? "" : $": {what}")} ({(int)elapsed.TotalSeconds} s)");
                }
            }
        }

        return slow.Count == 0 ? null : string.Join(", ", slow);
    }
}
