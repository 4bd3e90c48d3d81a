namespace P5.Host;

/// <summary>What a search for <c>.git</c>, from a folder upwards, has found.</summary>
/// <param name="Git">Full path of the git folder or file; null if there is none.</param>
/// <param name="Stranger">Its owner, if that is a stranger: the search ends there, and finds no repository.</param>
internal sealed record GitSearch(string? Git, string? Stranger)
{
    /// <summary>The root of the git repository that a folder is in, or null.</summary>
    public string? Root => Stranger is null ? Path.GetDirectoryName(Git) : null;

    /// <summary>Searches.</summary>
    /// <param name="directory">Full path of the folder.</param>
    public static GitSearch From(string directory)
    {
        for (string? current = directory; current is not null; current = Path.GetDirectoryName(current))
        {
            // A repository has a folder .git, a linked worktree or a submodule a file of that name.
            string git = Path.Combine(current, ".git");
            if (Path.Exists(git) && RealPath.Leads(git))
            {
                return new GitSearch(git, FileOwner.StrangerOf(git));
            }
        }

        return new GitSearch(Git: null, Stranger: null);
    }
}
