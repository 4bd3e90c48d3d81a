using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace P5.Host;

/// <summary>
/// Credentials on disk, encrypted, so that a login in one process serves the others. It is off until the user turns it
/// on. The key is in a store of the operating system; each credential is a file of its own. Thread-safe.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle has nothing to release.")]
public sealed class CredentialStore
{
    private const int KeyBytes = 32;

    private static readonly TimeSpan s_lockTimeout = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _timeProvider;
    private readonly StoreFolder _folder;
    private readonly int _passphraseIterations;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private OpenStore? _open;
    private string? _failedId;

    internal CredentialStore(
        string stateDirectory,
        TimeProvider timeProvider,
        int passphraseIterations = PassphraseVault.DefaultIterations)
    {
        _timeProvider = timeProvider;
        _passphraseIterations = passphraseIterations;
        _folder = new StoreFolder(stateDirectory, timeProvider);
        Secrets = new UserSecrets(this, _folder, timeProvider);
    }

    /// <summary>The backends of this system, the preferred one first.</summary>
    public static IReadOnlyList<StoreBackend> Backends { get; } =
        OperatingSystem.IsWindows() ? [StoreBackend.Dpapi, StoreBackend.Passphrase]
        : OperatingSystem.IsMacOS() ? [StoreBackend.Keychain, StoreBackend.Pass, StoreBackend.Passphrase]
        : [StoreBackend.SecretService, StoreBackend.KernelKeyring, StoreBackend.Pass, StoreBackend.Passphrase];

    /// <summary>Finds a backend of this system by its name.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>The backend.</returns>
    /// <exception cref="P5Exception">
    /// This system has no such backend (<see cref="ErrorIds.StoreUnusable"/>).
    /// </exception>
    public static StoreBackend FindBackend(string name) =>
        Backends
            .Where(backend => string.Equals(backend.ToString(), name, StringComparison.OrdinalIgnoreCase))
            .Cast<StoreBackend?>()
            .FirstOrDefault()
        ?? throw NotOfThisSystem(name);

    /// <summary>Full path of the folder of its files.</summary>
    public string Directory => _folder.Directory;

    /// <summary>The backend that the user has chosen; null if the store is off.</summary>
    /// <exception cref="P5Exception">
    /// The setting cannot be used: <see cref="ErrorIds.StoreUnusable"/> or <see cref="ErrorIds.StateUnusable"/>.
    /// </exception>
    public StoreBackend? Backend => Use(() => _folder.ReadSettings()?.Backend);

    /// <summary>The user's own secrets.</summary>
    public UserSecrets Secrets { get; }

    /// <summary>
    /// Turns the store on, for all processes of the user. The backend is tried first. Another one than before removes
    /// the stored credentials, and encrypts the user's secrets anew. If the store is on with this backend and its key
    /// can be read, nothing changes.
    /// </summary>
    /// <param name="backend">The backend; null for the first of <see cref="Backends"/>.</param>
    /// <param name="askPassphrase">
    /// Asks the user for a passphrase, with the prompt that it is given; returns null if no one can answer. Null if
    /// there is no user.
    /// </param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The backend.</returns>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.StoreUnusable"/>: the backend does not work. <see cref="ErrorIds.SecretWouldBeLost"/>: the
    /// user's secrets cannot be read, so they cannot be encrypted anew. Nothing was changed.
    /// </exception>
    public async Task<StoreBackend> EnableAsync(
        StoreBackend? backend,
        Func<string, CancellationToken, Task<string?>>? askPassphrase,
        CancellationToken cancellationToken)
    {
        StoreBackend chosen = backend ?? Backends[0];
        KeyVault vault = OpenVault(chosen, askPassphrase);
        Use(_folder.Create);
        if (await FindProblemAsync(vault, cancellationToken).ConfigureAwait(false) is { } problem)
        {
            throw await DoesNotWorkAsync(chosen, problem, cancellationToken).ConfigureAwait(false);
        }

        // The user is asked before the lock is taken: no other process waits for an answer at a prompt.
        while (true)
        {
            StoreSettings? old = Use(_folder.ReadSettings);
            if (old?.Backend == chosen && await HasKeyAsync(old, vault, cancellationToken).ConfigureAwait(false))
            {
                return chosen;
            }

            OpenStore? former =
                await OpenForSecretsAsync(old, askPassphrase, cancellationToken).ConfigureAwait(false);
            await UseAsync(chosen, () => vault.PrepareAsync(cancellationToken)).ConfigureAwait(false);
            using FileLock settings = await LockSettingsAsync(cancellationToken).ConfigureAwait(false);
            if (Use(_folder.ReadSettings) == old && (former is not null || DescribeSecrets().Length == 0))
            {
                await ReplaceAsync(old, former, chosen, vault, cancellationToken).ConfigureAwait(false);
                return chosen;
            }
        }
    }

    /// <summary>
    /// Turns the store off, for all processes of the user, and removes its credentials and its key. A part that cannot
    /// be removed does not keep the others.
    /// </summary>
    /// <param name="removeSecrets">
    /// Whether to remove the user's secrets too; otherwise, the store stays on if it has any.
    /// </param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.StoreUnusable"/>: files could not be removed; or the store is off, but its key could not be
    /// removed, or its setting, which named the key, could not be read. <see cref="ErrorIds.StateUnusable"/>: the
    /// folder is not safe, and nothing was removed. <see cref="ErrorIds.SecretWouldBeLost"/>: the user has secrets in
    /// it, and nothing was removed.
    /// </exception>
    public async Task DisableAsync(bool removeSecrets, CancellationToken cancellationToken)
    {
        if (!_folder.Exists)
        {
            return;
        }

        Use(_folder.Check);
        using FileLock? settings = await TryLockSettingsAsync(cancellationToken).ConfigureAwait(false);

        // Not before the lock is taken: until then, another process may store one.
        if (!removeSecrets && DescribeSecrets() is { Length: > 0 } secrets)
        {
            throw WouldBeLost(secrets, "Turning the credential store off would remove");
        }

        StoreSettings? old = null;
        Exception? unknown = null;
        try
        {
            old = _folder.ReadSettings();
        }
        catch (Exception exception) when (exception is P5Exception or IOException or UnauthorizedAccessException)
        {
            // If the key is a file, it is removed with the others.
            unknown = exception;
        }

        bool isKeyRemoved = unknown is null || Use(() => _folder.HasKeyFile);
        Forget();
        try
        {
            _folder.Delete();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new P5Exception(
                ErrorIds.StoreUnusable,
                $"The credential store was not removed completely: {exception.Message}",
                $"Delete what is left in {Directory}.",
                exception);
        }
        finally
        {
            await RemoveKeyAsync(old, cancellationToken).ConfigureAwait(false);
        }

        if (!isKeyRemoved)
        {
            throw new P5Exception(
                ErrorIds.StoreUnusable,
                $"The credential store is off, and its files are removed. Its key was not: {unknown!.Message}",
                "Remove P5's key from the backend that you had chosen. What it encrypted is deleted.",
                unknown);
        }
    }

    /// <summary>Tries the backends of this system. For the chosen one, its key has to be readable too.</summary>
    /// <param name="backends">Which ones.</param>
    /// <param name="askPassphrase">As in <see cref="EnableAsync"/>.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <returns>One result for each.</returns>
    /// <exception cref="P5Exception">The folder cannot be used.</exception>
    public async IAsyncEnumerable<StoreCheck> TestAsync(
        IEnumerable<StoreBackend> backends,
        Func<string, CancellationToken, Task<string?>>? askPassphrase,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        StoreBackend? selected = Backend;
        foreach (StoreBackend backend in backends)
        {
            KeyVault vault = OpenVault(backend, askPassphrase);
            string? problem = await FindProblemAsync(vault, cancellationToken).ConfigureAwait(false);
            if (problem is null && backend == selected)
            {
                Forget();
                problem = await FindProblemOfKeyAsync(askPassphrase, cancellationToken).ConfigureAwait(false);
            }

            yield return new StoreCheck(backend, backend == selected, problem);
        }
    }

    /// <summary>Lists the stored credentials that are valid. Needs no key.</summary>
    /// <returns>The credentials, by plugin and stack.</returns>
    /// <exception cref="P5Exception">The folder cannot be used.</exception>
    public IReadOnlyList<StoredItem> List() => List(stored => stored.Name != StoredItem.LeaseName);

    /// <summary>Lists the leases of stored credentials that have not ended. Needs no key.</summary>
    /// <returns>The leases, by plugin and stack.</returns>
    /// <exception cref="P5Exception">The folder cannot be used.</exception>
    public IReadOnlyList<StoredItem> ListLeases() => List(stored => stored.Name == StoredItem.LeaseName);

    private StoredItem[] List(Func<StoredItem, bool> which) => Use(() =>
    {
        DateTimeOffset now = _timeProvider.GetUtcNow();
        return _folder.List()
            .Select(stored => stored.Content)
            .OfType<StoredItem>()
            .Where(stored => stored.IsValidAt(now) && which(stored))
            .OrderBy(stored => stored.Plugin, StringComparer.Ordinal)
            .ThenBy(stored => stored.Stack, StringComparer.Ordinal)
            .ToArray();
    });

    /// <summary>Removes what is stored of a plugin, for all workspaces. Needs no key.</summary>
    /// <param name="pluginName">The plugin's name.</param>
    /// <param name="stackName">The stack; null for all.</param>
    /// <returns>How many files.</returns>
    /// <exception cref="P5Exception">They cannot be removed.</exception>
    public int Remove(string pluginName, string? stackName = null) => Use(() => _folder.Remove(stored =>
        stored.Plugin == pluginName && (stackName is null || stored.Stack == stackName)));

    /// <summary>
    /// Removes all credentials, also what is damaged. The store stays on, and the user's secrets stay in it.
    /// </summary>
    /// <returns>How many files.</returns>
    /// <exception cref="P5Exception">They cannot be removed.</exception>
    public int Clear() => Use(() => _folder.Remove(which: null));

    /// <summary>Whether the store is on, and is used for a plugin: not if its configuration says no.</summary>
    /// <remarks>A plugin under a debugger is called each time.</remarks>
    internal bool IsFor(PluginConfiguration plugin) =>
        plugin.Reattach is null && plugin.Get(PluginOptions.Store) && _folder.IsEnabled;

    /// <summary>Gets the key, at the first call of a process.</summary>
    /// <param name="askPassphrase">As in <see cref="EnableAsync"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The store; null if it is off, or if this process has failed to open it before.</returns>
    /// <exception cref="P5Exception">It cannot be opened.</exception>
    internal async Task<OpenStore?> OpenAsync(
        Func<string, CancellationToken, Task<string?>>? askPassphrase, CancellationToken cancellationToken)
    {
        if (!_folder.IsEnabled)
        {
            return null;
        }

        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Use(_folder.ReadSettings) is not { } settings || settings.Id == _failedId)
            {
                return null;
            }

            if (_open?.Id != settings.Id)
            {
                // Assume the worst: a second attempt would ask, or wait, again.
                _failedId = settings.Id;
                OpenStore? former = _open;
                _open = await OpenWithKeyAsync(settings, askPassphrase, cancellationToken).ConfigureAwait(false);
                _failedId = null;
                if (former is not null)
                {
                    await RescueSecretsAsync(former, _open, cancellationToken).ConfigureAwait(false);
                }
            }

            return _open;
        }
        catch (OperationCanceledException)
        {
            _failedId = null;
            throw;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Gets the key, for a secret of the user.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    /// <returns>The store.</returns>
    /// <exception cref="P5Exception">It is off, or cannot be opened.</exception>
    internal async Task<OpenStore> RequireAsync(
        Func<string, CancellationToken, Task<string?>>? askPassphrase, CancellationToken cancellationToken) =>
        await OpenAsync(askPassphrase, cancellationToken).ConfigureAwait(false)
        ?? throw (Backend is null
            ? IsOff()
            : new P5Exception(
                ErrorIds.StoreUnusable,
                "The credential store could not be opened earlier in this session.",
                "Run Test-P5CredentialStore, which tries it again, or start another session."));

    /// <summary>Stores a secret of the user.</summary>
    /// <param name="header">The readable part.</param>
    /// <param name="value">The value.</param>
    /// <param name="force">Whether it may replace one for other folders.</param>
    /// <param name="askPassphrase">As in <see cref="EnableAsync"/>.</param>
    /// <param name="cancellationToken">Ends the wait for the key.</param>
    /// <exception cref="P5Exception">
    /// The store is off, or cannot be used; or the secret would replace one for other folders.
    /// </exception>
    internal async Task WriteSecretAsync(
        StoredSecret header,
        byte[] value,
        bool force,
        Func<string, CancellationToken, Task<string?>>? askPassphrase,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            OpenStore open = await RequireAsync(askPassphrase, cancellationToken).ConfigureAwait(false);
            using FileLock settings = await LockSettingsAsync(cancellationToken).ConfigureAwait(false);

            // Else another process has changed the key meanwhile, and would not encrypt this secret anew.
            if (Use(_folder.ReadSettings)?.Id == open.Id)
            {
                if (!force)
                {
                    // Another process may have stored it meanwhile.
                    Secrets.CheckFolders(header.Name, header.Folders);
                }

                open.WriteSecret(header, value);
                Use(() => _folder.RemoveSecret(header.Name, exceptKeyId: open.Id));
                return;
            }
        }
    }

    /// <summary>Removes a secret of the user. The store may be off.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait for other processes.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="P5Exception">It cannot be removed.</exception>
    internal async Task<bool> RemoveSecretAsync(string name, CancellationToken cancellationToken)
    {
        if (!_folder.Exists)
        {
            return false;
        }

        // Else a process that changes the key meanwhile would write it again.
        using FileLock? settings = await TryLockSettingsAsync(cancellationToken).ConfigureAwait(false);
        return Use(() => _folder.RemoveSecret(name));
    }

    /// <summary>The error if a secret is needed and the store is off.</summary>
    internal static P5Exception IsOff() => new(
        ErrorIds.StoreUnusable,
        "The credential store is off, and secrets are stored there.",
        "Run Enable-P5CredentialStore or 'p5env store enable'.");

    private static P5Exception WouldBeLost(IEnumerable<string> names, string action, string firstStep = "") => new(
        ErrorIds.SecretWouldBeLost,
        $"{action} your secrets {string.Join(", ", names)}. Nothing was changed.",
        $"{firstStep}Remove those that you do not need with Remove-P5Secret or 'p5env secret remove'. To turn the "
            + "store off and remove all of them, also those whose names cannot be read, use Disable-P5CredentialStore "
            + "-Force or 'p5env store disable --force'.");

    private static P5Exception Unusable(string message, KeyVaultException? cause = null) => new(
        ErrorIds.StoreUnusable,
        message,
        cause?.NextStep
            ?? "Test-P5CredentialStore or 'p5env store test' shows which backends work. Enable-P5CredentialStore "
            + "-Backend or 'p5env store enable --backend' chooses another one: it removes the stored credentials, and "
            + "encrypts your secrets anew if it can read them.",
        cause);

    private static P5Exception NotOfThisSystem(string backend) => new(
        ErrorIds.StoreUnusable,
        $"This system has no backend '{backend}' for the credential store. It has {string.Join(", ", Backends)}.",
        "Test-P5CredentialStore or 'p5env store test' shows which of them work.");

    private static P5Exception Failed(StoreBackend backend, KeyVaultException cause) =>
        Unusable($"The credential store cannot use {backend}: {cause.Message}.", cause);

    private static async Task<T> UseAsync<T>(StoreBackend backend, Func<Task<T>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (KeyVaultException exception)
        {
            throw Failed(backend, exception);
        }
    }

    private static async Task UseAsync(StoreBackend backend, Func<Task> action) => await UseAsync<object?>(
        backend,
        async () =>
        {
            await action().ConfigureAwait(false);
            return null;
        }).ConfigureAwait(false);

    private KeyVault OpenVault(StoreBackend backend, Func<string, CancellationToken, Task<string?>>? askPassphrase) =>
        backend switch
        {
            StoreBackend.Passphrase => new PassphraseVault(Directory, askPassphrase, _passphraseIterations),
            StoreBackend.Dpapi when OperatingSystem.IsWindows() => new DpapiVault(Directory),
            StoreBackend.Keychain when OperatingSystem.IsMacOS() => new KeychainVault(),
            StoreBackend.SecretService when OperatingSystem.IsLinux() => new SecretServiceVault(),
            StoreBackend.KernelKeyring when OperatingSystem.IsLinux() => new KernelKeyringVault(),
            StoreBackend.Pass when !OperatingSystem.IsWindows() => new PassVault(),
            _ => throw NotOfThisSystem(backend.ToString()),
        };

    private async Task<string?> FindProblemAsync(KeyVault vault, CancellationToken cancellationToken)
    {
        try
        {
            await vault.ProbeAsync(_timeProvider, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (KeyVaultException exception)
        {
            return exception.Message;
        }
    }

    private async Task<string?> FindProblemOfKeyAsync(
        Func<string, CancellationToken, Task<string?>>? askPassphrase, CancellationToken cancellationToken)
    {
        try
        {
            await OpenAsync(askPassphrase, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (P5Exception exception)
        {
            return exception.Message;
        }
    }

    /// <summary>The failure of the chosen backend, with what is known of the others, none of which is used.</summary>
    private async Task<P5Exception> DoesNotWorkAsync(
        StoreBackend chosen, string problem, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        foreach (StoreBackend other in Backends.Where(other => other != chosen))
        {
            string? lacks = await FindProblemAsync(OpenVault(other, askPassphrase: null), cancellationToken)
                .ConfigureAwait(false);
            lines.Add($"{other}: {lacks ?? "works"}");
        }

        return new P5Exception(
            ErrorIds.StoreUnusable,
            $"The credential store cannot use {chosen}: {problem}. Nothing was changed. Other backends:",
            "Make it work, or choose another one with Enable-P5CredentialStore -Backend or 'p5env store enable "
                + "--backend'.",
            lines: string.Concat(lines.Select(line => $"\n{line}")));
    }

    /// <summary>Opens a store whose key is to be replaced, if the user has secrets in it.</summary>
    /// <returns>The store; null if it has none.</returns>
    /// <exception cref="P5Exception">It cannot be opened (<see cref="ErrorIds.SecretWouldBeLost"/>).</exception>
    private async Task<OpenStore?> OpenForSecretsAsync(
        StoreSettings? settings,
        Func<string, CancellationToken, Task<string?>>? askPassphrase,
        CancellationToken cancellationToken)
    {
        if (DescribeSecrets().Length == 0)
        {
            return null;
        }

        try
        {
            byte[]? key = settings is null
                ? null
                : await ReadAsync(
                    OpenVault(settings.Backend, askPassphrase), settings.Backend, settings.Id, cancellationToken)
                    .ConfigureAwait(false);
            return key is { Length: KeyBytes }
                ? new OpenStore(_folder, settings!.Id, key, _timeProvider)
                : throw new KeyVaultException("their key is gone");
        }
        catch (KeyVaultException exception)
        {
            throw CannotEncryptAnew(exception);
        }
    }

    /// <summary>Reads the user's secrets.</summary>
    /// <exception cref="P5Exception">One cannot be read (<see cref="ErrorIds.SecretWouldBeLost"/>).</exception>
    private (StoredSecret Header, byte[] Value)[] ReadSecrets(OpenStore store)
    {
        try
        {
            return
            [
                .. Use(_folder.ListSecrets)
                    .Select(stored => stored.Content?.Name
                        ?? throw new InvalidDataException($"{stored.File} cannot be read"))
                    .Distinct()
                    .Select(name => store.ReadSecret(name) ?? throw OfAnotherKey(name)),
            ];
        }
        catch (Exception exception) when (exception is P5Exception or InvalidDataException)
        {
            throw CannotEncryptAnew(exception);
        }
    }

    private static InvalidDataException OfAnotherKey(string name) =>
        new($"secret '{name}' is encrypted with a key that is no longer in use");

    /// <summary>What the user has to know of secrets that would be lost: their names, or else their files.</summary>
    internal string[] DescribeSecrets() =>
        [.. Use(_folder.ListSecrets).Select(stored => stored.Content?.Name ?? $"in {stored.File}").Distinct()];

    private P5Exception CannotEncryptAnew(Exception cause) => WouldBeLost(
        DescribeSecrets(),
        $"Your secrets cannot be encrypted anew ({cause.Message.TrimEnd('.')}). Another key would remove",
        "Make the present backend work if you need them. ");

    /// <summary>
    /// Creates a key and the setting, removes what the former ones were for, and encrypts the user's secrets anew.
    /// </summary>
    private async Task ReplaceAsync(
        StoreSettings? old,
        OpenStore? former,
        StoreBackend backend,
        KeyVault vault,
        CancellationToken cancellationToken)
    {
        (StoredSecret Header, byte[] Value)[] secrets = former is null ? [] : ReadSecrets(former);
        string id = NewId();
        byte[] key = RandomNumberGenerator.GetBytes(KeyBytes);

        // In this order: whenever it fails or is killed, the setting names the key of what it is needed for.
        await UseAsync(backend, () => vault.WriteAsync(id, key, cancellationToken)).ConfigureAwait(false);
        var open = new OpenStore(_folder, id, key, _timeProvider);
        Array.ForEach(secrets, secret => open.WriteSecret(secret.Header, secret.Value));
        Use(() => _folder.WriteSettings(new StoreSettings(backend, id)));
        Remember(open);
        Use(() => _folder.DeleteFormer(id));
        await RemoveKeyAsync(old, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether the key of a setting can be read, which then is remembered.</summary>
    private async Task<bool> HasKeyAsync(StoreSettings settings, KeyVault vault, CancellationToken cancellationToken)
    {
        byte[]? key = await UseAsync(
            settings.Backend, () => ReadAsync(vault, settings.Backend, settings.Id, cancellationToken))
            .ConfigureAwait(false);
        if (key is not { Length: KeyBytes })
        {
            return false;
        }

        Remember(new OpenStore(_folder, settings.Id, key, _timeProvider));
        return true;
    }

    private async Task<OpenStore> OpenWithKeyAsync(
        StoreSettings settings,
        Func<string, CancellationToken, Task<string?>>? askPassphrase,
        CancellationToken cancellationToken)
    {
        KeyVault vault = OpenVault(settings.Backend, askPassphrase);
        byte[]? key = await UseAsync(
            settings.Backend, () => ReadAsync(vault, settings.Backend, settings.Id, cancellationToken))
            .ConfigureAwait(false);
        if (key is { Length: KeyBytes })
        {
            return new OpenStore(_folder, settings.Id, key, _timeProvider);
        }

        if (settings.Backend != StoreBackend.KernelKeyring)
        {
            throw new P5Exception(
                ErrorIds.StoreUnusable,
                $"The key of the credential store is no longer in {settings.Backend}, so what is stored is lost.",
                "Run Enable-P5CredentialStore or 'p5env store enable', which creates another one.");
        }

        // The system was restarted. One of the processes that find this out creates the next key.
        using FileLock creating = await LockSettingsAsync(cancellationToken).ConfigureAwait(false);
        return await RenewKeyAsync(settings.Backend, vault, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Creates the next key of a store whose key is gone, unless another process has done so. It has an id of its own:
    /// a process that still has the lost key must not use it for what others are to read.
    /// </summary>
    private async Task<OpenStore> RenewKeyAsync(
        StoreBackend backend, KeyVault vault, CancellationToken cancellationToken)
    {
        StoreSettings present = Use(_folder.ReadSettings) is { } settings && settings.Backend == backend
            ? settings
            : throw Unusable("The credential store was changed by another process. Try again.");
        byte[]? created = await UseAsync(
            backend, () => ReadAsync(vault, backend, present.Id, cancellationToken)).ConfigureAwait(false);
        if (created is { Length: KeyBytes })
        {
            return new OpenStore(_folder, present.Id, created, _timeProvider);
        }

        string id = NewId();
        byte[] key = RandomNumberGenerator.GetBytes(KeyBytes);
        await UseAsync(backend, () => vault.WriteAsync(id, key, cancellationToken)).ConfigureAwait(false);
        Use(() => _folder.WriteSettings(new StoreSettings(backend, id)));

        // No one can read what the lost key encrypted.
        Clear();
        return new OpenStore(_folder, id, key, _timeProvider);
    }

    /// <summary>
    /// Encrypts the secrets anew that only this process can still read, because it has the key that is gone.
    /// </summary>
    private async Task RescueSecretsAsync(OpenStore former, OpenStore next, CancellationToken cancellationToken)
    {
        if (Use(() => _folder.ListSecretsOf(former.Id)).Count == 0)
        {
            return;
        }

        using FileLock settings = await LockSettingsAsync(cancellationToken).ConfigureAwait(false);
        if (Use(_folder.ReadSettings)?.Id != next.Id)
        {
            return;
        }

        foreach (string name in Use(() => _folder.ListSecretsOf(former.Id)))
        {
            try
            {
                if (next.ReadSecret(name) is null && former.ReadSecret(name) is { } secret)
                {
                    next.WriteSecret(secret.Header, secret.Value);
                    Use(() => _folder.RemoveSecret(name, exceptKeyId: next.Id));
                }
            }
            catch (P5Exception)
            {
                // It stays as it is. A command that needs it reports why it cannot be read.
            }
        }
    }

    // A passphrase may take the user as long as it takes.
    private Task<byte[]?> ReadAsync(
        KeyVault vault, StoreBackend backend, string id, CancellationToken cancellationToken) =>
        backend == StoreBackend.Passphrase
            ? vault.ReadAsync(id, cancellationToken)
            : KeyVault.WithinLimitAsync(_timeProvider, token => vault.ReadAsync(id, token), cancellationToken);

    /// <summary>Removes the key of a store that is no longer there.</summary>
    private async Task RemoveKeyAsync(StoreSettings? old, CancellationToken cancellationToken)
    {
        if (old is null)
        {
            return;
        }

        KeyVault vault = OpenVault(old.Backend, askPassphrase: null);
        try
        {
            await KeyVault.WithinLimitAsync(
                _timeProvider,
                async token =>
                {
                    await vault.RemoveAsync(old.Id, token).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (KeyVaultException exception)
        {
            throw new P5Exception(
                ErrorIds.StoreUnusable,
                $"The old key of the credential store was not removed from {old.Backend}: {exception.Message}.",
                $"Remove the key {old.Id} there. What it encrypted is deleted.",
                exception);
        }
    }

    private static string NewId() => Guid.NewGuid().ToString("N");

    private Task<FileLock> LockSettingsAsync(CancellationToken cancellationToken) =>
        UseAsync(() => TakeSettingsLockAsync(cancellationToken));

    /// <summary>Takes the lock; null if it cannot be created, as on a full disk, where removing must work.</summary>
    private Task<FileLock?> TryLockSettingsAsync(CancellationToken cancellationToken) => UseAsync(async () =>
    {
        try
        {
            return await TakeSettingsLockAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    });

    private Task<FileLock> TakeSettingsLockAsync(CancellationToken cancellationToken) => FileLock.TakeAsync(
        _folder.LockOf("settings"), waiting: null, s_lockTimeout, _timeProvider, cancellationToken);

    private void Remember(OpenStore open)
    {
        _open = open;
        _failedId = null;
    }

    private void Forget()
    {
        _open = null;
        _failedId = null;
    }

    private void Use(Action action) => _folder.Use<object?>(() =>
    {
        action();
        return null;
    });

    private T Use<T>(Func<T> action) => _folder.Use(action);

    private async Task<T> UseAsync<T>(Func<Task<T>> action)
    {
        try
        {
            return await _folder.UseAsync(action).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw _folder.InUse(exception);
        }
    }
}

/// <summary>What a test of a backend found.</summary>
/// <param name="Backend">The backend.</param>
/// <param name="IsSelected">Whether the store is on with it.</param>
/// <param name="Problem">Why it does not work; null if it does.</param>
public sealed record StoreCheck(StoreBackend Backend, bool IsSelected, string? Problem);
