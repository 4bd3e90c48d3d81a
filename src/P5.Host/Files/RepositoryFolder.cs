namespace P5.Host;

/// <summary>The folder whose files may have been downloaded together with a workspace.</summary>
internal static class RepositoryFolder
{
    /// <summary>The repository of a workspace, or else the workspace.</summary>
    /// <param name="workspace">Full path of the workspace.</param>
    /// <returns>Its full path.</returns>
    public static string Of(string workspace) =>
        GlobalReader.FindGitRoot(workspace) is { } root && !ContainsHome(root) ? root : workspace;

    /// <summary>
    /// Whether a folder contains the user's home folder, or is it. A repository there, as for dotfiles, is the user's
    /// own, and not the one of a folder below it.
    /// </summary>
    /// <param name="folder">Full path of the folder.</param>
    public static bool ContainsHome(string folder) => UserPath.IsInside(
        RealPath.Of(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)), RealPath.Of(folder));

    /// <summary>Finds a file or folder that a setting of the repository names.</summary>
    /// <param name="path">As written: absolute, below <c>~</c>, or relative to the workspace.</param>
    /// <param name="workspace">Full path of the workspace.</param>
    /// <returns>Its full path.</returns>
    /// <exception cref="IOException">
    /// A link of the repository leads out of it: whoever reads the setting does not learn which file is meant.
    /// </exception>
    /// <exception cref="ArgumentException">It is not a path.</exception>
    public static string FindFile(string path, string workspace)
    {
        string full = UserPath.Resolve(path, workspace);
        string real = RealPath.Of(full, out IReadOnlyList<string> links);
        string repository = RealPath.Of(Of(workspace));
        return UserPath.IsInside(real, repository) || !links.Any(link => UserPath.IsInside(link, repository))
            ? full
            : throw new IOException(
                $"a link in {repository} leads to {real}, outside of it. Name that path itself if you trust it with "
                    + "this workspace");
    }

    /// <summary>Describes such a file for the user who approves the setting.</summary>
    /// <inheritdoc cref="FindFile" path="/param"/>
    /// <returns>The path as written, and where it leads if that is not below the workspace.</returns>
    public static string DescribeFile(string path, string workspace)
    {
        try
        {
            string real = RealPath.Of(FindFile(path, workspace));
            return UserPath.IsInside(real, RealPath.Of(workspace)) ? path : $"{path}, which is {real}";
        }
        catch (Exception exception) when (exception is IOException or ArgumentException)
        {
            return $"{path}, which cannot be read: {exception.Message}";
        }
    }
}
