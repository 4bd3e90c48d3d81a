using System.Text;
using P5.Sources;

namespace P5.Host;

/// <summary>
/// The user's own secrets in the credential store, such as a passphrase: configurations name them. They do not expire,
/// and belong to folders, so that a repository elsewhere cannot use them. Thread-safe.
/// </summary>
public sealed class UserSecrets
{
    /// <summary>The longest value, in bytes of UTF-8.</summary>
    public const int MaximumBytes = 64 * 1024;

    /// <summary>What a name is, after "must be".</summary>
    public const string NameForm =
        "up to 128 letters, digits and the characters '.', '_', '-' and '/', and begin with a letter or a digit";

    private const int MaximumNameLength = 128;

    private readonly CredentialStore _store;
    private readonly StoreFolder _folder;
    private readonly TimeProvider _timeProvider;

    internal UserSecrets(CredentialStore store, StoreFolder folder, TimeProvider timeProvider)
    {
        _store = store;
        _folder = folder;
        _timeProvider = timeProvider;
    }

    /// <summary>Whether a text can be the name of a secret.</summary>
    /// <param name="name">The text.</param>
    /// <returns>True if it has the form that <see cref="NameForm"/> describes.</returns>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= MaximumNameLength
            && char.IsAsciiLetterOrDigit(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/');
    }

    /// <summary>The folder that a secret belongs to if the user names none.</summary>
    /// <param name="location">Full path of the user's location.</param>
    /// <returns>The root of the repository there, or else the location.</returns>
    /// <exception cref="P5Exception">
    /// It contains the home folder, so that every downloaded repository could use the secret
    /// (<see cref="ErrorIds.SecretInvalid"/>).
    /// </exception>
    public static string FolderOf(string location)
    {
        // The repository that a link leads to, not the one with the link.
        string real = RealPath.Of(location);
        string folder = RepositoryFolder.Of(real);
        return RepositoryFolder.ContainsHome(folder)
            ? throw new P5Exception(
                ErrorIds.SecretInvalid,
                $"A secret for {folder} could be used by every repository in your home folder.",
                "Change to the folder of the repository that it is for, or name folders with -Path or --path.")
            : folder;
    }

    /// <summary>Lists the secrets. Needs no key.</summary>
    /// <returns>The secrets, by name.</returns>
    /// <exception cref="P5Exception">The folder cannot be used.</exception>
    public IReadOnlyList<StoredSecret> List() => _folder.Use(() => _folder.ListSecrets()
        .Select(stored => stored.Content)
        .OfType<StoredSecret>()
        .DistinctBy(secret => secret.Name)
        .ToArray());

    /// <summary>Counts the secrets, also those whose files cannot be read. Needs no key.</summary>
    /// <returns>How many there are.</returns>
    /// <exception cref="P5Exception">The folder cannot be used.</exception>
    public int Count() => _store.DescribeSecrets().Length;

    /// <summary>Throws if no secret can be stored, before the user enters its value in vain.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="folders">Full paths of the folders that it is to be for.</param>
    /// <param name="force">Whether it may replace one for other folders.</param>
    /// <exception cref="P5Exception">
    /// The store is off (<see cref="ErrorIds.StoreUnusable"/>), or the name or a folder is not valid, or the name is
    /// that of a secret for other folders (<see cref="ErrorIds.SecretInvalid"/>).
    /// </exception>
    public void CheckTarget(string name, IReadOnlyList<string> folders, bool force)
    {
        ArgumentNullException.ThrowIfNull(folders);
        RequireName(name);
        if (folders.FirstOrDefault(folder => !Directory.Exists(folder)) is { } missing)
        {
            throw new P5Exception(
                ErrorIds.SecretInvalid,
                $"{missing} is not a folder, so secret '{name}' cannot be for it.",
                "Correct the path. Nothing was stored.");
        }

        if (_store.Backend is null)
        {
            throw CredentialStore.IsOff();
        }

        if (!force)
        {
            CheckFolders(name, RealPathsOf(folders));
        }
    }

    /// <summary>Stores a secret, in the place of one with the same name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="folders">Full paths of the folders whose workspaces may use it; at least one.</param>
    /// <param name="force">As in <see cref="CheckTarget"/>.</param>
    /// <param name="askPassphrase">As in <see cref="CredentialStore.EnableAsync"/>.</param>
    /// <param name="cancellationToken">Ends the wait for the key.</param>
    /// <returns>What was stored, without the value.</returns>
    /// <exception cref="P5Exception">
    /// The store is off or cannot be used (<see cref="ErrorIds.StoreUnusable"/>); or the name, the value or a folder is
    /// not one that the secret can have (<see cref="ErrorIds.SecretInvalid"/>).
    /// </exception>
    public async Task<StoredSecret> SetAsync(
        string name,
        string value,
        IReadOnlyList<string> folders,
        bool force,
        Func<string, CancellationToken, Task<string?>>? askPassphrase,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        CheckTarget(name, folders, force);
        byte[] secret = Encoding.UTF8.GetBytes(value);
        if (secret.Length is 0 or > MaximumBytes || value.Contains('\0'))
        {
            throw new P5Exception(
                ErrorIds.SecretInvalid,
                $"The value of secret '{name}' is empty, longer than {MaximumBytes >> 10} KiB, or contains a NUL "
                    + "character.",
                "Enter another value. Nothing was stored.");
        }

        var stored = new StoredSecret
        {
            Name = name,
            Folders = RealPathsOf(folders),
            SetAt = _timeProvider.GetUtcNow(),
        };
        await _store.WriteSecretAsync(stored, secret, force, askPassphrase, cancellationToken).ConfigureAwait(false);
        return stored;
    }

    /// <summary>Removes a secret. Needs no key.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait for other processes.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="P5Exception">It cannot be removed.</exception>
    public Task<bool> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        RequireName(name);
        return _store.RemoveSecretAsync(name, cancellationToken);
    }

    /// <summary>The error for a name without a secret.</summary>
    /// <param name="name">The name, or what a user entered in its place.</param>
    /// <returns>The error, which names the secrets that the store has.</returns>
    /// <exception cref="P5Exception">The folder cannot be used.</exception>
    public P5Exception NotFound(string name)
    {
        const int Most = 10;
        string[] names = [.. List().Select(secret => secret.Name)];
        string known = names.Length == 0 ? ""
            : NearestName.Find(name, names) is { } nearest ? $" Did you mean {nearest}?"
            : $" It has {string.Join(", ", names.Take(Most))}{(names.Length > Most ? " and more" : "")}.";
        return new P5Exception(
            ErrorIds.SecretNotFound,
            $"The credential store has no secret '{name}'.{known}",
            $"Store it with Set-P5Secret {name} or 'p5env secret set {name}', or correct the name. Get-P5Secret or "
                + "'p5env secret list' lists those that it has.");
    }

    /// <summary>Reads a secret for a workspace.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="workspaceDirectory">Full path of the workspace.</param>
    /// <param name="askPassphrase">As in <see cref="CredentialStore.EnableAsync"/>.</param>
    /// <param name="cancellationToken">Ends the wait for the key.</param>
    /// <exception cref="P5Exception">
    /// The store is off or cannot be used, or has no such secret, or it is not for this workspace.
    /// </exception>
    internal async Task<UserSecret> ReadAsync(
        string name,
        string workspaceDirectory,
        Func<string, CancellationToken, Task<string?>>? askPassphrase,
        CancellationToken cancellationToken)
    {
        RequireName(name);
        OpenStore open = await _store.RequireAsync(askPassphrase, cancellationToken).ConfigureAwait(false);
        string file = _folder.SecretFileOf(name, open.Id);

        // Taken before reading, so that a later write is detected.
        FileStamp? stamp = StampOf(file);
        if (open.ReadSecret(name) is not ({ } header, { } value))
        {
            throw _folder.Use(() => _folder.HasSecret(name)) ? OfLostKey(name) : NotFound(name);
        }

        return header.FindForeignFolder(workspaceDirectory) is not { } foreign
            ? new UserSecret(Encoding.UTF8.GetString(value), () => StampOf(file) is not { } now || now != stamp)
            : throw new P5Exception(
                ErrorIds.SecretNotAllowed,
                $"Secret '{name}' is not for {foreign}"
                    + (foreign == workspaceDirectory ? "" : $", whose p5.toml configures {workspaceDirectory}")
                    + $": you have stored it for {string.Join(", ", header.Folders)}.",
                StoreAgain(name));
    }

    /// <summary>Whether the store is off, so that it has none.</summary>
    /// <exception cref="P5Exception">The folder cannot be used.</exception>
    internal bool IsOff => _store.Backend is null;

    private static string StoreAgain(string name) =>
        $"If you trust this workspace with it, store it again with Set-P5Secret {name} -Force -Path or 'p5env secret "
        + $"set {name} --force --path', and all the folders that it is for.";

    private static P5Exception OfLostKey(string name) => new(
        ErrorIds.StoreUnusable,
        $"Secret '{name}' cannot be read: the key that encrypts it is no longer in use.",
        $"Store it again with Set-P5Secret {name} or 'p5env secret set {name}'.");

    /// <summary>Finds why a workspace cannot use a secret. Needs no key.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="workspaceDirectory">Full path of the workspace.</param>
    /// <returns>The secret and what is wrong with it, and what to do; null if nothing is.</returns>
    /// <exception cref="P5Exception">The folder cannot be used.</exception>
    internal (string Text, string Fix)? FindProblem(string name, string workspaceDirectory) =>
        IsOff ? ($"secret '{name}', and the credential store is off", CredentialStore.IsOff().RecommendedAction)
        : List().FirstOrDefault(secret => secret.Name == name) is not { } header
            ? ($"secret '{name}', which the credential store does not have", NotFound(name).RecommendedAction)
        : header.FindForeignFolder(workspaceDirectory) is { } foreign
            ? ($"secret '{name}', which is not for {foreign}", StoreAgain(name))
        : null;

    /// <summary>Throws if a secret would replace one for other folders, perhaps of another customer.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="folders">Its folders, without links.</param>
    /// <exception cref="P5Exception">It would (<see cref="ErrorIds.SecretInvalid"/>).</exception>
    internal void CheckFolders(string name, IReadOnlyList<string> folders)
    {
        if (List().FirstOrDefault(secret => secret.Name == name) is { } present
            && !present.Folders.ToHashSet().SetEquals(folders))
        {
            throw new P5Exception(
                ErrorIds.SecretInvalid,
                $"Secret '{name}' exists for {string.Join(", ", present.Folders)}, and would be replaced by one for "
                    + $"{string.Join(", ", folders)}. Nothing was stored.",
                $"Use another name, remove the present one first with Remove-P5Secret {name} or 'p5env secret remove "
                    + $"{name}', or replace it with -Force or --force.");
        }
    }

    private static string[] RealPathsOf(IEnumerable<string> folders) => [.. folders.Select(RealPath.Of).Distinct()];

    private static void RequireName(string name)
    {
        if (!IsName(name))
        {
            throw new P5Exception(
                ErrorIds.SecretInvalid,
                $"'{name}' cannot be the name of a secret: it must be {NameForm}.",
                "Use another name.");
        }
    }

    private static FileStamp? StampOf(string file)
    {
        try
        {
            return FileStamp.Of(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Reading it reports why.
            return null;
        }
    }
}
