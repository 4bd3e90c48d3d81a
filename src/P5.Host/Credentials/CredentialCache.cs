namespace P5.Host;

/// <summary>
/// The credential of each plugin, cached in memory until it expires or its context changes. Thread-safe.
/// </summary>
/// <param name="timeProvider">The clock that lifetimes are measured on.</param>
public sealed class CredentialCache(TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>
    /// Raised after <see cref="Remove"/> has removed the credential of a plugin, with its name. A credential that
    /// expires or is replaced is not removed.
    /// </summary>
    internal event Action<string>? Removed;

    /// <summary>All cached credentials by plugin name, including expired ones.</summary>
    /// <returns>A copy.</returns>
    public IReadOnlyList<PluginCredential> List()
    {
        lock (_lock)
        {
            return
            [
                .. _entries.Values
                    .Select(entry => entry.Credential)
                    .OrderBy(credential => credential.PluginName, StringComparer.Ordinal),
            ];
        }
    }

    /// <summary>Removes the credential of a plugin.</summary>
    /// <param name="pluginName">The plugin's name.</param>
    /// <returns>Whether there was one.</returns>
    public bool Remove(string pluginName)
    {
        lock (_lock)
        {
            if (!_entries.Remove(pluginName))
            {
                return false;
            }
        }

        Removed?.Invoke(pluginName);
        return true;
    }

    /// <summary>The cached credential of a plugin, if it is still valid. Changes nothing.</summary>
    /// <param name="plugin">The plugin, as configured now.</param>
    /// <param name="context">What it is needed for.</param>
    /// <param name="minimumLifetime">How long it must still be valid.</param>
    /// <returns>The credential, for <paramref name="context"/>; null if the plugin must be called.</returns>
    internal PluginCredential? Find(
        PluginConfiguration plugin, AuthenticationContext context, TimeSpan minimumLifetime = default)
    {
        lock (_lock)
        {
            return _entries.TryGetValue(plugin.Name, out Entry? entry)
                && !entry.Credential.IsExpired(Age(entry), minimumLifetime)
                && !MustAskAgain(entry, plugin, context)
                && entry.HasChanged?.Invoke() is not true
                    ? entry.Credential with { Context = context, Order = plugin.Order }
                    : null;
        }
    }

    /// <summary>Finds the credential and assigns it to this context: later changes are measured against it.</summary>
    /// <inheritdoc cref="Find" path="/param"/>
    /// <inheritdoc cref="Find" path="/returns"/>
    internal PluginCredential? Use(
        PluginConfiguration plugin, AuthenticationContext context, TimeSpan minimumLifetime = default)
    {
        lock (_lock)
        {
            PluginCredential? credential = Find(plugin, context, minimumLifetime);
            if (credential is not null)
            {
                _entries[plugin.Name] =
                    _entries[plugin.Name] with { Credential = credential, Fingerprint = plugin.Fingerprint() };
            }

            return credential;
        }
    }

    /// <summary>The lease of a plugin's last answer to the same request, which may have expired.</summary>
    /// <inheritdoc cref="Find" path="/param"/>
    /// <returns>The lease; null if the answer had none.</returns>
    internal SourceLease? FindLease(PluginConfiguration plugin, AuthenticationContext context)
    {
        lock (_lock)
        {
            return _entries.TryGetValue(plugin.Name, out Entry? entry)
                && entry.Credential.Context == context
                && entry.Fingerprint == plugin.Fingerprint()
                    ? entry.Credential.Lease
                    : null;
        }
    }

    /// <summary>Caches a plugin's answer.</summary>
    /// <param name="plugin">The plugin, as configured when it was called.</param>
    /// <param name="credential">Its answer.</param>
    /// <param name="hasChanged">Whether the credential's source has changed; null if that is not checked.</param>
    internal void Store(PluginConfiguration plugin, PluginCredential credential, Func<bool>? hasChanged = null)
    {
        // One from the credential store has an age already.
        TimeSpan age = timeProvider.GetUtcNow() - credential.ObtainedAt;
        lock (_lock)
        {
            _entries[plugin.Name] =
                new Entry(credential, plugin.Fingerprint(), timeProvider.GetTimestamp(), age, hasChanged);
        }
    }

    /// <summary>
    /// The older of two ages. A clock that is set back must not prolong a credential: the timestamp continues. During
    /// sleep the timestamp may stop while the clock continues.
    /// </summary>
    private TimeSpan Age(Entry entry)
    {
        TimeSpan byClock = timeProvider.GetUtcNow() - entry.Credential.ObtainedAt;
        TimeSpan byTimestamp = entry.AgeWhenStored + timeProvider.GetElapsedTime(entry.StoredAt);
        return byClock > byTimestamp ? byClock : byTimestamp;
    }

    private static bool MustAskAgain(Entry entry, PluginConfiguration plugin, AuthenticationContext context)
    {
        AuthenticationContext old = entry.Credential.Context;
        bool workspaceChanged = old.WorkspaceDirectory != context.WorkspaceDirectory;
        bool stackChanged = old.StackName != context.StackName;
        bool configChanged = entry.Fingerprint != plugin.Fingerprint();

        // Within one context, an edit always requires a new answer.
        if (!workspaceChanged && !stackChanged)
        {
            return configChanged || old.ProgramName != context.ProgramName;
        }

        bool triggered = (workspaceChanged && plugin.Get(PluginOptions.Refresh).OnWorkspaceChange)
            || (stackChanged && plugin.Get(PluginOptions.Refresh).OnStackChange);
        return (triggered && (configChanged || !plugin.Get(PluginOptions.Refresh).OnConfigChange))
            || (workspaceChanged && !IsSameRepository(old, context));
    }

    /// <summary>
    /// Whether the new workspace may decide that the answer for the old one is used: a repository must not get the
    /// credentials of another one by its own configuration.
    /// </summary>
    private static bool IsSameRepository(AuthenticationContext old, AuthenticationContext context) =>
        WorkspaceIdentity.RepositoryOf(old.WorkspaceDirectory)
            == WorkspaceIdentity.RepositoryOf(context.WorkspaceDirectory);

    private sealed record Entry(
        PluginCredential Credential,
        string Fingerprint,
        long StoredAt,
        TimeSpan AgeWhenStored,
        Func<bool>? HasChanged)
    {
        public override string ToString() => Credential.ToString();
    }
}
