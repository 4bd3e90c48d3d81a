namespace P5.Host;

/// <summary>
/// A secret of the user in the credential store, without its value. This part of its file is readable, and
/// authenticated with the value.
/// </summary>
public sealed record StoredSecret
{
    /// <summary>The name that configurations use.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Full paths, without links, of the folders whose workspaces may use it: in a folder, below it, or a worktree of a
    /// repository there. The p5.toml of a workspace must be there too.
    /// </summary>
    public required IReadOnlyList<string> Folders { get; init; }

    /// <summary>When the user stored it.</summary>
    public required DateTimeOffset SetAt { get; init; }

    /// <summary>Finds why a workspace may not use it: its configuration decides where the secret goes.</summary>
    /// <param name="workspaceDirectory">Full path of the workspace.</param>
    /// <returns>A folder with configuration of the workspace that the secret is not for; null if it may.</returns>
    /// <exception cref="P5Exception">Git's files there cannot be read.</exception>
    internal string? FindForeignFolder(string workspaceDirectory)
    {
        // P5 searches for p5.toml along the path as given. With a link in it, the workspace may be elsewhere.
        string[] folders = GlobalReader.Find(workspaceDirectory) is { } file
            ? [workspaceDirectory, Path.GetDirectoryName(file)!]
            : [workspaceDirectory];
        return folders.FirstOrDefault(folder => !IsFor(RealPath.Of(folder)));
    }

    private bool IsFor(string realFolder)
    {
        string repository = WorkspaceIdentity.Of(realFolder).Repository;
        return Folders.Any(
            folder => UserPath.IsInside(realFolder, folder) || UserPath.IsInside(repository, folder));
    }
}
