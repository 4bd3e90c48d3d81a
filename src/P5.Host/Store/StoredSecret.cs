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
    /// repository there.
    /// </summary>
    public required IReadOnlyList<string> Folders { get; init; }

    /// <summary>When the user stored it.</summary>
    public required DateTimeOffset SetAt { get; init; }

    /// <summary>Whether a workspace may use it.</summary>
    /// <param name="workspaceDirectory">Full path of the workspace.</param>
    /// <exception cref="P5Exception">Git's files there cannot be read.</exception>
    internal bool IsFor(string workspaceDirectory)
    {
        string repository = WorkspaceIdentity.Of(workspaceDirectory).Repository;
        string workspace = RealPath.Of(workspaceDirectory);
        return Folders.Any(
            folder => UserPath.IsInside(workspace, folder) || UserPath.IsInside(repository, folder));
    }
}
