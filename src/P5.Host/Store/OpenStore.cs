using System.Security.Cryptography;

namespace P5.Host;

/// <summary>The store with its key, in a process. Thread-safe.</summary>
/// <param name="folder">The files.</param>
/// <param name="id">The name of the key.</param>
/// <param name="key">The key.</param>
/// <param name="timeProvider">The clock of lifetimes.</param>
internal sealed class OpenStore(StoreFolder folder, string id, byte[] key, TimeProvider timeProvider)
{
    /// <summary>The name of the key.</summary>
    public string Id => id;

    /// <summary>Describes what a stored credential of a plugin has to be for.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="context">What is requested.</param>
    /// <param name="secretsProvider">The stack's provider of secrets, which the plugin gets too.</param>
    /// <exception cref="P5Exception">The plugin, its file or its repository cannot be used.</exception>
    public StoredItem Identify(PluginConfiguration plugin, AuthenticationContext context, string secretsProvider) =>
        new()
        {
            Plugin = plugin.Name,
            Stack = context.StackName,
            Program = context.ProgramName,
            Workspace = WorkspaceIdentity.Of(context.WorkspaceDirectory),
            Configuration = StoreFile.Digest(key, [plugin.Fingerprint(), secretsProvider]),
            Executable = plugin.Kind == PluginKind.Builtin
                ? ""
                : HashOf(CommandResolver.Resolve(plugin, context.WorkspaceDirectory)),
            Name = "",
        };

    /// <summary>Finds what is stored, if it is valid.</summary>
    /// <param name="identity">What it has to be for.</param>
    /// <returns>The readable part and the secret; null if there is none, or it has expired.</returns>
    /// <exception cref="P5Exception">
    /// The file cannot be used. It was moved aside, so that it is reported once.
    /// </exception>
    public (StoredItem Header, byte[] Secret)? Find(StoredItem identity) => folder.Use(() => TryFind(identity));

    private (StoredItem Header, byte[] Secret)? TryFind(StoredItem identity)
    {
        string name = StoreFile.NameOf(key, identity);
        try
        {
            if (folder.Read(name) is not { } file)
            {
                return null;
            }

            // In this order: what is not authentic is not read.
            byte[] secret = StoreFile.Decrypt(key, file);
            StoredItem header = StoreFile.ReadHeader(file);
            return header.Identity != identity ? throw new InvalidDataException("it belongs to another credential")
                : header.IsValidAt(timeProvider.GetUtcNow()) ? (header, secret)
                : null;
        }
        catch (Exception exception) when (
            exception is InvalidDataException or FileTooLargeException
            || exception is P5Exception { ErrorId: ErrorIds.StateUnusable })
        {
            throw Damaged(identity.Plugin, folder.MoveAside(name), exception);
        }
    }

    /// <summary>Stores a secret.</summary>
    /// <param name="header">What it is for, with its times.</param>
    /// <param name="secret">The secret.</param>
    /// <exception cref="P5Exception">It cannot be written.</exception>
    public void Write(StoredItem header, ReadOnlySpan<byte> secret)
    {
        byte[] file = StoreFile.Encrypt(key, header, secret);
        folder.Use(() => Write(header, file));
    }

    /// <summary>Removes what is stored, if anything is.</summary>
    /// <param name="identity">What it is for.</param>
    /// <exception cref="P5Exception">It cannot be removed.</exception>
    public void Remove(StoredItem identity) => folder.Use(() => folder.Remove(stored => stored.Identity == identity));

    /// <summary>Reads a secret of the user.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The readable part and the value; null if there is none.</returns>
    /// <exception cref="P5Exception">The file cannot be used. It stays: its value may exist nowhere else.</exception>
    public (StoredSecret Header, byte[] Value)? ReadSecret(string name) => folder.Use(() => TryReadSecret(name));

    private (StoredSecret Header, byte[] Value)? TryReadSecret(string name)
    {
        try
        {
            if (folder.ReadSecret(name, id) is not { } file)
            {
                return null;
            }

            byte[] value = StoreFile.Decrypt(key, file);
            StoredSecret header = StoreFile.ReadSecretHeader(file);
            return header.Name == name ? (header, value)
                : throw new InvalidDataException("it belongs to another secret");
        }
        catch (Exception exception) when (exception is InvalidDataException or FileTooLargeException)
        {
            throw new P5Exception(
                ErrorIds.StoreUnusable,
                $"Secret '{name}' in {folder.SecretFileOf(name, id)} cannot be read: {exception.Message.TrimEnd('.')}.",
                $"Store it again with Set-P5Secret {name} or 'p5env secret set {name}'.",
                exception);
        }
    }

    /// <summary>Stores a secret of the user, in the place of one with the same name and key.</summary>
    /// <param name="header">The readable part.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="P5Exception">It cannot be written.</exception>
    public void WriteSecret(StoredSecret header, ReadOnlySpan<byte> value)
    {
        byte[] file = StoreFile.Encrypt(key, header, value);
        folder.Use(() =>
        {
            folder.WriteSecret(header.Name, id, file);
            return true;
        });
    }

    /// <summary>Waits until no other process gets the same credential.</summary>
    /// <param name="identity">The credential.</param>
    /// <param name="waiting">Takes the process that is waited for, and null when that wait has ended.</param>
    /// <param name="timeout">The longest to wait; null sets no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lock.</returns>
    /// <exception cref="TimeoutException">The wait took too long.</exception>
    /// <exception cref="P5Exception">The folder cannot be used.</exception>
    public Task<FileLock> LockAsync(
        StoredItem identity,
        Action<LockHolder?>? waiting,
        TimeSpan? timeout,
        CancellationToken cancellationToken) => folder.UseAsync(() => FileLock.TakeAsync(
            folder.LockOf(StoreFile.NameOf(key, identity)), waiting, timeout, timeProvider, cancellationToken));

    /// <summary>Names the folder: the key is secret.</summary>
    public override string ToString() => folder.Directory;

    private bool Write(StoredItem header, byte[] file)
    {
        // Another process may have turned the store off since.
        if (folder.ReadSettings()?.Id == id)
        {
            folder.Write(StoreFile.NameOf(key, header), file);
        }

        return true;
    }

    private static string HashOf(string executable)
    {
        try
        {
            using FileStream file = File.OpenRead(executable);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new P5Exception(
                ErrorIds.StoreUnusable,
                $"The credential store cannot be used for {executable}, which it cannot read: {exception.Message}",
                "Make the file readable, or set store = false for the plugin.",
                exception);
        }
    }

    private static P5Exception Damaged(string plugin, string file, Exception cause) => new(
        ErrorIds.StoreUnusable,
        $"The stored credential of plugin '{plugin}' was not used and was moved to {file}: "
            + $"{cause.Message.TrimEnd('.')}.",
        "The plugin is called instead. Clear-P5CredentialStore or 'p5env store clear' deletes the file.",
        cause)
    {
        PluginName = plugin,
    };
}
