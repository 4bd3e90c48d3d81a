using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace P5.Host;

/// <summary>
/// The files of the credential store, in a folder that only the user can enter. Nothing here needs the key.
/// </summary>
/// <param name="stateDirectory">Full path of the folder for P5's state.</param>
/// <param name="timeProvider">The clock of lifetimes.</param>
internal sealed class StoreFolder(string stateDirectory, TimeProvider timeProvider)
{
    private const string Extension = ".credential";
    private const string SecretExtension = ".secret";
    private const string AsideExtension = ".damaged";
    private const string LockExtension = ".lock";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>JSON writes a character of a value in at most six bytes; the readable part is short.</summary>
    private const int MaximumBytes = 8 * VariableRules.MaximumBytes;

    /// <summary>Full path of the folder.</summary>
    public string Directory { get; } = Path.Combine(stateDirectory, "store");

    private string SettingsFile => Path.Combine(Directory, "settings.json");

    /// <summary>
    /// Whether the user has turned the store on. Reads no file. True if a missing permission hides it: the user may
    /// have, and learns of it when the setting is read.
    /// </summary>
    public bool IsEnabled => MayExist(SettingsFile);

    /// <summary>Whether the folder exists. True if a missing permission hides it.</summary>
    public bool Exists => MayExist(Directory);

    /// <summary>Whether a key is a file here.</summary>
    public bool HasKeyFile => Files(KeyFile.Extension).Length > 0;

    /// <summary>Uses the folder.</summary>
    /// <typeparam name="T">What the use results in.</typeparam>
    /// <param name="action">The use.</param>
    /// <returns>The result.</returns>
    /// <exception cref="P5Exception">
    /// The system does not allow it (<see cref="ErrorIds.StoreUnusable"/>), or the action fails with another one.
    /// </exception>
    public T Use<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(exception);
        }
    }

    /// <inheritdoc cref="Use"/>
    public async Task<T> UseAsync<T>(Func<Task<T>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(exception);
        }
    }

    /// <summary>The error if the system does not allow the use of the folder.</summary>
    public P5Exception Unusable(Exception cause) => Unusable(
        cause,
        "Make yourself the owner of the folder and its files, with read and write permission, and free space on the "
            + "disk.");

    /// <summary>The error if another process does not release its lock.</summary>
    public P5Exception InUse(TimeoutException cause) => Unusable(cause, "Wait for that process, or end it.");

    private P5Exception Unusable(Exception cause, string recommendedAction) => new(
        ErrorIds.StoreUnusable,
        $"The credential store in {Directory} cannot be used: {cause.Message}",
        recommendedAction,
        cause);

    /// <summary>Creates the folder, or checks the existing one.</summary>
    /// <exception cref="P5Exception">It is not safe (<see cref="ErrorIds.StateUnusable"/>).</exception>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be created.</exception>
    public void Create()
    {
        UserState.Create(stateDirectory);
        UserState.Create(Directory);
        if (!OperatingSystem.IsWindows())
        {
            // Others may have been able to read an earlier one.
            File.SetUnixFileMode(Directory, Private | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Rejects a folder that is not this user's, or that others can write to.</summary>
    /// <exception cref="P5Exception">It is not safe (<see cref="ErrorIds.StateUnusable"/>).</exception>
    /// <exception cref="IOException">It cannot be examined.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be examined.</exception>
    public void Check()
    {
        UserState.Check(stateDirectory);
        UserState.Check(Directory);
    }

    /// <summary>Reads the user's setting.</summary>
    /// <returns>The setting; null if the store is off.</returns>
    /// <exception cref="P5Exception">It is not valid, or not safe.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be read.</exception>
    public StoreSettings? ReadSettings()
    {
        if (!IsEnabled)
        {
            return null;
        }

        Check();
        UserState.Check(SettingsFile);
        try
        {
            StoreSettings? settings = JsonSerializer.Deserialize(
                RegularFile.ReadBytes(SettingsFile, ConfigFileText.MaximumBytes), StoreJson.Default.StoreSettings);
            return settings is { Version: 1 } && Enum.IsDefined(settings.Backend)
                ? settings
                : throw new JsonException("it is of another version of P5");
        }
        catch (JsonException exception)
        {
            throw new P5Exception(
                ErrorIds.StoreUnusable,
                $"{SettingsFile} is not valid: {exception.Message}",
                "Run Disable-P5CredentialStore or 'p5env store disable', and turn the store on again.",
                exception);
        }
    }

    /// <summary>Saves the user's setting.</summary>
    public void WriteSettings(StoreSettings settings) => AtomicFile.Write(
        SettingsFile, JsonSerializer.SerializeToUtf8Bytes(settings, StoreJson.Default.StoreSettings), Private);

    /// <summary>Lists what is stored, also what has expired.</summary>
    /// <returns>Each file and its readable part; null in the place of one that cannot be used.</returns>
    public IReadOnlyList<(string File, StoredItem? Content)> List() =>
        [.. Files(Extension).Select(file => (file, TryRead(file, StoreFile.ReadHeader)))];

    /// <summary>Reads a file.</summary>
    /// <param name="name">Its name, without an extension.</param>
    /// <returns>Its content; null if it does not exist.</returns>
    /// <exception cref="P5Exception">Another user owns it, or can write to it.</exception>
    public byte[]? Read(string name) => ReadFile(FileOf(name));

    /// <summary>Writes a file in one step, and deletes what has expired and what killed processes left.</summary>
    public void Write(string name, byte[] content)
    {
        AtomicFile.Write(FileOf(name), content, Private);
        Sweep();
    }

    /// <summary>
    /// Lists the files of the user's secrets. A process that was killed while it changed the key may have left two of
    /// one secret.
    /// </summary>
    /// <returns>
    /// Each file and its readable part, by name; at the end those that cannot be read, with null in its place.
    /// </returns>
    public IReadOnlyList<(string File, StoredSecret? Content)> ListSecrets() =>
    [
        .. Files(SecretExtension)
            .Select(file => (File: file, Content: TryRead(file, StoreFile.ReadSecretHeader)))
            .Where(stored => stored.Content is not null || MayExist(stored.File))
            .OrderBy(stored => stored.Content is null)
            .ThenBy(stored => stored.Content?.Name, StringComparer.Ordinal),
    ];

    /// <summary>Reads the file of a secret of the user.</summary>
    /// <param name="name">The secret.</param>
    /// <param name="keyId">The name of the key that encrypts it.</param>
    /// <inheritdoc cref="Read"/>
    public byte[]? ReadSecret(string name, string keyId) => ReadFile(SecretFileOf(name, keyId));

    /// <summary>Writes the file of a secret of the user in one step.</summary>
    public void WriteSecret(string name, string keyId, byte[] content) =>
        AtomicFile.Write(SecretFileOf(name, keyId), content, Private);

    /// <summary>The names of the secrets of the user that a key encrypts.</summary>
    /// <param name="keyId">The name of the key.</param>
    public IReadOnlyList<string> ListSecretsOf(string keyId) =>
    [
        .. ListSecrets()
            .Where(stored => IsOf(keyId, stored.File))
            .Select(stored => stored.Content?.Name)
            .OfType<string>(),
    ];

    /// <summary>Whether a secret of the user has a file, of whatever key.</summary>
    public bool HasSecret(string name) => Files(SecretExtension, HashOf(name)).Length > 0;

    /// <summary>Removes a secret of the user.</summary>
    /// <param name="name">The secret.</param>
    /// <param name="exceptKeyId">The name of a key whose file stays; null to remove all.</param>
    /// <returns>Whether there was one.</returns>
    public bool RemoveSecret(string name, string? exceptKeyId = null)
    {
        string[] files =
        [
            .. Files(SecretExtension, HashOf(name)).Where(file => exceptKeyId is null || !IsOf(exceptKeyId, file)),
        ];
        DeleteFiles(files);
        return files.Length > 0;
    }

    /// <summary>
    /// Full path of the file of a secret of the user. With another key, it is another file: what the former key
    /// encrypted stays until the setting names the next one.
    /// </summary>
    public string SecretFileOf(string name, string keyId) =>
        Path.Combine(Directory, HashOf(name) + Suffix(keyId));

    /// <summary>Moves a file out of the way that cannot be used. It replaces an earlier one.</summary>
    /// <returns>Its new path.</returns>
    public string MoveAside(string name)
    {
        string aside = Path.Combine(Directory, name + AsideExtension);
        File.Move(FileOf(name), aside, overwrite: true);
        return aside;
    }

    /// <summary>Full path of the file for the lock of a name.</summary>
    public string LockOf(string name) => Path.Combine(Directory, name + LockExtension);

    /// <summary>Removes credentials.</summary>
    /// <param name="which">Which ones; null for all, and for all files that cannot be used.</param>
    /// <returns>How many.</returns>
    public int Remove(Func<StoredItem, bool>? which)
    {
        string[] files =
        [
            .. List()
                .Where(stored => which is null || (stored.Content is { } content && which(content)))
                .Select(stored => stored.File),
        ];
        DeleteFiles(which is null ? files.Concat(Files(AsideExtension)) : files);
        return files.Length;
    }

    /// <summary>
    /// Removes everything, the setting first: then no other process uses the rest. A file that cannot be removed does
    /// not keep the others; its failure is thrown at the end.
    /// </summary>
    /// <exception cref="IOException">A file cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">A file cannot be removed.</exception>
    public void Delete() => DeleteAndSweep(
    [
        SettingsFile,
        .. Files(Extension),
        .. Files(AsideExtension),
        .. Files(SecretExtension),
        .. Files(KeyFile.Extension),
    ]);

    /// <summary>Removes what other keys than that of the setting have encrypted, and their files.</summary>
    /// <param name="keyId">The name of the key of the setting.</param>
    /// <inheritdoc cref="Delete" path="/exception"/>
    public void DeleteFormer(string keyId) => DeleteAndSweep(
    [
        .. Files(Extension),
        .. Files(AsideExtension),
        .. Files(SecretExtension).Where(file => !IsOf(keyId, file)),
        .. Files(KeyFile.Extension).Where(file => Path.GetFileNameWithoutExtension(file) != keyId),
    ]);

    private static bool IsOf(string keyId, string secretFile) =>
        secretFile.EndsWith(Suffix(keyId), StringComparison.Ordinal);

    private static string Suffix(string keyId) => $"-{keyId}{SecretExtension}";

    private void DeleteAndSweep(IEnumerable<string> files)
    {
        try
        {
            DeleteFiles(files);
        }
        finally
        {
            Sweep();
        }
    }

    private static void DeleteFiles(IEnumerable<string> files)
    {
        ExceptionDispatchInfo? failure = null;
        foreach (string file in files)
        {
            try
            {
                File.Delete(file);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                failure ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        failure?.Throw();
    }

    private static bool MayExist(string path)
    {
        const FileAttributes Missing = (FileAttributes)(-1);
        try
        {
            // File.Exists is false if the path cannot be looked up.
            return new FileInfo(path).Attributes != Missing;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private void Sweep()
    {
        AtomicFile.DeleteLeftovers(Directory, prefix: ".");
        foreach (string file in Files(LockExtension))
        {
            try
            {
                // Nobody has the lock that a killed process left; to take it is to be the one who deletes it.
                FileLock.TryTake(file)?.Dispose();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // On Windows, its holder is deleting it. Else it is not a lock, and no other file must suffer from it.
            }
        }

        DateTimeOffset now = timeProvider.GetUtcNow();
        Remove(stored => stored.ExpiresAt <= now);
    }

    private static byte[]? ReadFile(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            UserState.Check(file);
            return RegularFile.ReadBytes(file, MaximumBytes);
        }
        catch (FileNotFoundException)
        {
            // Another process has just removed it.
            return null;
        }
    }

    private static T? TryRead<T>(string file, Func<byte[], T> readHeader)
        where T : class
    {
        try
        {
            return readHeader(RegularFile.ReadBytes(file, MaximumBytes));
        }
        catch (Exception exception) when (
            exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            // Damaged, of another user, or just removed by another process. No other file must suffer from it.
            return null;
        }
    }

    private string FileOf(string name) => Path.Combine(Directory, name + Extension);

    /// <summary>Of the name of a secret, which is not confidential.</summary>
    private static string HashOf(string name) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(..16));

    private string[] Files(string extension, string prefix = "") => System.IO.Directory.Exists(Directory)
        ? System.IO.Directory.GetFiles(Directory, $"{prefix}*{extension}")
        : [];
}
