using System.Text.Json;

namespace P5.Host;

/// <summary>
/// Gets one credential with the help of the store: takes the stored one, or lets one process of the machine at a time
/// call the plugin, and stores the answer. A failure of the store is a warning, and the plugin is called without it.
/// </summary>
internal sealed class StoredLogin
{
    private readonly StoredItem? _identity;
    private readonly AuthenticationOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly DateTimeOffset _askedAt;
    private readonly List<P5Exception> _problems = [];
    private OpenStore? _store;

    private StoredLogin(
        OpenStore? store, StoredItem? identity, AuthenticationOptions options, TimeProvider timeProvider)
    {
        _store = store;
        _identity = identity;
        _options = options;
        _timeProvider = timeProvider;
        _askedAt = timeProvider.GetUtcNow();
    }

    /// <summary>What the user has to know of the store.</summary>
    public IReadOnlyList<P5Exception> Problems => _problems;

    /// <summary>Opens the store for a plugin.</summary>
    /// <param name="store">The store.</param>
    /// <param name="plugin">The plugin.</param>
    /// <param name="context">What the credential is for.</param>
    /// <param name="secretsProvider">The stack's provider of secrets, which the plugin gets too.</param>
    /// <param name="options">How to call the plugin.</param>
    /// <param name="timeProvider">The clock of lifetimes.</param>
    /// <param name="cancellationToken">Ends the wait for the key.</param>
    /// <returns>The login; null if the store is not used for this plugin.</returns>
    public static async Task<StoredLogin?> PrepareAsync(
        CredentialStore store,
        PluginConfiguration plugin,
        AuthenticationContext context,
        string secretsProvider,
        AuthenticationOptions options,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        // A source that is built in stores what it needs by itself (ISourceStore).
        if (plugin.Source is { IsStored: false } || !store.IsFor(plugin))
        {
            return null;
        }

        try
        {
            OpenStore? open = await store.OpenAsync(options.AskInTurnAsync, cancellationToken).ConfigureAwait(false);
            return open is null
                ? null
                : new StoredLogin(open, open.Identify(plugin, context, secretsProvider), options, timeProvider);
        }
        catch (P5Exception exception) when (exception.ErrorId == ErrorIds.PluginNotFound)
        {
            // Its call reports it.
            return null;
        }
        catch (P5Exception exception)
        {
            var unusable = new StoredLogin(store: null, identity: null, options, timeProvider);
            unusable._problems.Add(exception);
            return unusable;
        }
    }

    /// <summary>The stored credential, if it may be used.</summary>
    /// <param name="isSinceRequest">Whether only one will do that was obtained after this request began.</param>
    /// <returns>The variables, the lifetime in seconds and the time of the answer; null if there is none.</returns>
    public (Dictionary<string, string> Variables, int LifetimeSeconds, DateTimeOffset ObtainedAt)? Find(
        bool isSinceRequest)
    {
        try
        {
            if (_store?.Find(_identity!) is not ({ ExpiresAt: { } expiry } header, { } secret)
                || (isSinceRequest && header.ObtainedAt <= _askedAt)
                || expiry - _timeProvider.GetUtcNow() < _options.MinimumLifetime)
            {
                return null;
            }

            Dictionary<string, string> variables =
                JsonSerializer.Deserialize(secret, StoreJson.Default.DictionaryStringString)!;
            return (variables, (int)(expiry - header.ObtainedAt).TotalSeconds, header.ObtainedAt);
        }
        catch (P5Exception exception)
        {
            _problems.Add(exception);
            return null;
        }
    }

    /// <summary>The lease of the stored credential, which may have expired.</summary>
    /// <returns>The lease; null if none is stored.</returns>
    public SourceLease? FindLease()
    {
        try
        {
            return _store is null ? null : FindLease(_store, LeaseOf(_identity!));
        }
        catch (P5Exception exception)
        {
            _problems.Add(exception);
            return null;
        }
    }

    /// <summary>Reads a stored lease.</summary>
    /// <param name="store">The store.</param>
    /// <param name="identity">What is stored.</param>
    /// <returns>The lease; null if it is not stored, or of another version of P5.</returns>
    /// <exception cref="P5Exception">The store cannot be used.</exception>
    public static SourceLease? FindLease(OpenStore store, StoredItem identity)
    {
        try
        {
            return store.Find(identity) is { } stored
                ? JsonSerializer.Deserialize(stored.Secret, StoreJson.Default.SourceLease)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Waits for the login of another process, if one is under way.</summary>
    /// <param name="timeout">The longest to wait; null sets no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What keeps others waiting until it is disposed of; null if the store cannot be used.</returns>
    /// <exception cref="TimeoutException">The other login took too long.</exception>
    public async Task<IDisposable?> LockAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        try
        {
            return _store is null
                ? null
                : await _store.LockAsync(
                    _identity!,
                    holder => _options.Waiting?.Invoke(_identity!.Plugin, holder),
                    timeout,
                    cancellationToken).ConfigureAwait(false);
        }
        catch (P5Exception exception)
        {
            // What cannot be locked cannot be written either, which need not be said again.
            _store = null;
            _problems.Add(exception);
            return null;
        }
    }

    /// <summary>Stores an answer that expires: another one would stay on the disk for ever.</summary>
    public void Write(PluginCredential credential)
    {
        if (_store is null || credential.ExpiresAt is null)
        {
            return;
        }

        StoredItem header =
            _identity! with { ObtainedAt = credential.ObtainedAt, ExpiresAt = credential.ExpiresAt };
        try
        {
            // The lease first: then no credential is stored that cannot be revoked.
            WriteLease(_store, header, credential.Lease);
            _store.Write(
                header,
                JsonSerializer.SerializeToUtf8Bytes(
                    new Dictionary<string, string>(credential.GetVariables()),
                    StoreJson.Default.DictionaryStringString));
        }
        catch (P5Exception exception)
        {
            _problems.Add(exception);
        }
    }

    private static void WriteLease(OpenStore store, StoredItem header, SourceLease? lease)
    {
        if (lease is null)
        {
            store.Remove(LeaseOf(header.Identity));
            return;
        }

        store.Write(
            LeaseOf(header) with { ExpiresAt = lease.Lease.EndsAt },
            JsonSerializer.SerializeToUtf8Bytes(lease, StoreJson.Default.SourceLease));
    }

    private static StoredItem LeaseOf(StoredItem credential) => credential with { Name = StoredItem.LeaseName };
}
