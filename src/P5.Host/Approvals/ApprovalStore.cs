using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace P5.Host;

/// <summary>
/// The user's approvals, outside all repositories. Each is a file of its own, named after the workspace and the
/// approved content. So shells that write at the same time cannot overwrite each other's, and each branch of a
/// repository has its own.
/// </summary>
/// <param name="stateDirectory">Full path of the folder for P5's state; it need not exist.</param>
public sealed class ApprovalStore(string stateDirectory)
{
    /// <summary>How many approved contents of one workspace are stored, the latest.</summary>
    internal const int MostContents = 20;

    private const string Extension = ".json";

    /// <summary>
    /// The folder that contains the files, whose time of change is that of the latest approval or revocation.
    /// </summary>
    internal string Directory { get; } = Path.Combine(stateDirectory, "approvals");

    /// <summary>Lists all approvals.</summary>
    /// <returns>The approvals, by path, the latest of each first.</returns>
    /// <exception cref="P5Exception"><see cref="ErrorIds.StateUnusable"/>.</exception>
    public IReadOnlyList<Approval> List() => Read("*");

    /// <summary>Finds what is approved of a workspace.</summary>
    /// <param name="identity">The workspace.</param>
    /// <returns>The approvals, the latest first; none if it was never approved.</returns>
    /// <exception cref="P5Exception"><see cref="ErrorIds.StateUnusable"/>.</exception>
    public IReadOnlyList<Approval> Find(WorkspaceIdentity identity) =>
        [.. Read(KeyOf(identity) + "-*").Where(approval => approval.Identity == identity)];

    /// <summary>Saves an approval.</summary>
    /// <param name="approval">The approval.</param>
    /// <exception cref="P5Exception"><see cref="ErrorIds.StateUnusable"/>.</exception>
    public void Save(Approval approval) => Use(() =>
    {
        UserState.Create(stateDirectory);
        UserState.Create(Directory);
        AtomicFile.Write(
            FileOf(approval),
            JsonSerializer.SerializeToUtf8Bytes(approval, ApprovalJson.Default.Approval),
            UnixFileMode.UserRead | UnixFileMode.UserWrite);
        foreach (Approval old in Find(approval.Identity).Skip(MostContents))
        {
            File.Delete(FileOf(old));
        }

        return true;
    });

    /// <summary>Revokes all approvals of a workspace, including those of earlier contents.</summary>
    /// <param name="identity">The workspace.</param>
    /// <returns>Whether there was any.</returns>
    /// <exception cref="P5Exception"><see cref="ErrorIds.StateUnusable"/>.</exception>
    public bool Remove(WorkspaceIdentity identity) => Use(() =>
    {
        string[] files = [.. Files(KeyOf(identity) + "-*")];
        foreach (string file in files)
        {
            File.Delete(file);
        }

        return files.Length > 0;
    });

    private Approval[] Read(string pattern) => Use(() =>
    {
        if (System.IO.Directory.Exists(Directory))
        {
            UserState.Check(stateDirectory);
            UserState.Check(Directory);
        }

        return Files(pattern).Select(ReadFile).OfType<Approval>()
            .OrderBy(approval => approval.Path, StringComparer.Ordinal)
            .ThenByDescending(approval => approval.ApprovedAt)
            .ToArray();
    });

    private IEnumerable<string> Files(string pattern) => System.IO.Directory.Exists(Directory)
        ? System.IO.Directory.EnumerateFiles(Directory, pattern + Extension)
        : [];

    private static Approval? ReadFile(string file)
    {
        try
        {
            UserState.Check(file);
            return JsonSerializer.Deserialize(
                RegularFile.ReadBytes(file, ConfigFileText.MaximumBytes), ApprovalJson.Default.Approval)
                ?? throw new JsonException("It is null.");
        }
        catch (FileNotFoundException)
        {
            // Another shell has just revoked it.
            return null;
        }
        catch (JsonException exception)
        {
            throw new P5Exception(
                ErrorIds.StateUnusable,
                $"{file} is not a valid approval: {exception.Message}",
                "Delete the file, and approve its workspace again.",
                exception);
        }
    }

    private T Use<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new P5Exception(
                ErrorIds.StateUnusable,
                $"The approvals in {Directory} cannot be used: {exception.Message}",
                "Make yourself the owner of the folder and its files, with read and write permission.",
                exception);
        }
    }

    private string FileOf(Approval approval) => Path.Combine(
        Directory,
        KeyOf(approval.Identity) + "-" + Digest(approval.Files.OrderBy(file => file.Key, StringComparer.Ordinal)
            .SelectMany(file => new[] { file.Key, file.Value })) + Extension);

    private static string KeyOf(WorkspaceIdentity identity) => Digest([identity.Repository, identity.Workspace]);

    /// <remarks>
    /// Half of a SHA-256: enough to distinguish workspaces, and short enough for every file system.
    /// </remarks>
    private static string Digest(IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts))).AsSpan(..16));
}
