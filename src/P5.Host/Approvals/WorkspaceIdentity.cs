namespace P5.Host;

/// <summary>What an approval is for: the same for all worktrees of one repository.</summary>
/// <param name="Repository">
/// Full path, without links, of the git folder that the worktrees share; outside a repository, the workspace's own.
/// </param>
/// <param name="Workspace">
/// The workspace's folder below the root of its worktree, with slashes; "." for the root.
/// </param>
public sealed record WorkspaceIdentity(string Repository, string Workspace)
{
    /// <summary>Identifies a workspace.</summary>
    /// <param name="workspaceDirectory">Full path of its folder.</param>
    /// <returns>Its identity.</returns>
    /// <exception cref="P5Exception">
    /// Git's files there cannot be read (<see cref="ErrorIds.ConfigInvalid"/>).
    /// </exception>
    public static WorkspaceIdentity Of(string workspaceDirectory)
    {
        try
        {
            string workspace = RealPath.Of(workspaceDirectory);
            if (GlobalReader.FindGitRoot(workspaceDirectory) is not { } gitRoot)
            {
                return new WorkspaceIdentity(workspace, ".");
            }

            string root = RealPath.Of(gitRoot);
            return new WorkspaceIdentity(GitFolder.Shared(root), Relative(root, workspace));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new P5Exception(
                ErrorIds.ConfigInvalid,
                $"The repository of {workspaceDirectory} cannot be determined: {exception.Message}",
                "Correct the file or folder .git above the workspace.",
                exception);
        }
    }

    /// <summary>The repository of a workspace; the workspace alone if git's files there cannot be read.</summary>
    /// <param name="workspaceDirectory">Full path of its folder.</param>
    /// <returns>The full path that stands for it.</returns>
    internal static string RepositoryOf(string workspaceDirectory)
    {
        try
        {
            return Of(workspaceDirectory).Repository;
        }
        catch (P5Exception)
        {
            // It is not known to be the same as that of another workspace.
            return workspaceDirectory;
        }
    }

    /// <summary>
    /// The name that a configuration file has in approvals: its path below the root of its worktree, with slashes.
    /// </summary>
    internal static string NameOf(string workspaceDirectory, string file) =>
        Relative(GlobalReader.FindGitRoot(workspaceDirectory) ?? workspaceDirectory, file);

    private static string Relative(string root, string path) =>
        Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');
}
