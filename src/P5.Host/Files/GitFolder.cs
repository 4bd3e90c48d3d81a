using System.Text;

namespace P5.Host;

/// <summary>Finds the repository that a linked worktree belongs to, without a git executable.</summary>
internal static class GitFolder
{
    private const string Name = ".git";

    /// <summary>A path has at most 4 KiB on Linux, and 64 KiB on Windows.</summary>
    private const int MaximumBytes = 128 * 1024;

    /// <summary>The git folder that all worktrees of one repository share.</summary>
    /// <param name="root">The folder that contains <c>.git</c>, as a path without links.</param>
    /// <returns>
    /// Its full path. For a linked worktree it is the main repository's, but only if that one lists the worktree
    /// too: a downloaded folder may claim to belong to a repository that the user has approved.
    /// </returns>
    /// <exception cref="IOException">A file of git's is not a regular file, too large, or unreadable.</exception>
    /// <exception cref="UnauthorizedAccessException">A file of git's may not be read.</exception>
    public static string Shared(string root)
    {
        string own = Path.Combine(root, Name);
        return File.Exists(own) && MainFolder(own) is { } main ? main : own;
    }

    /// <remarks>
    /// In a worktree, the file <c>.git</c> names a folder <c>worktrees/NAME</c> in the main git folder. There,
    /// <c>commondir</c> leads to the main one, and <c>gitdir</c> back to the file.
    /// </remarks>
    private static string? MainFolder(string file)
    {
        const string Prefix = "gitdir:";
        string? line = FirstLine(file);
        if (line is null || !line.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        string folder = RealPath.Of(Path.GetFullPath(line[Prefix.Length..].Trim(), Path.GetDirectoryName(file)!));
        string commonFile = Path.Combine(folder, "commondir");
        string backFile = Path.Combine(folder, "gitdir");
        if (FirstLine(commonFile) is not { } common || FirstLine(backFile) is not { } back)
        {
            return null;
        }

        string main = RealPath.Of(Path.GetFullPath(common, folder));
        bool isKnown = Path.GetDirectoryName(folder) == Path.Combine(main, "worktrees")
            && RealPath.Of(Path.GetFullPath(back, folder)) == file;
        return isKnown ? main : null;
    }

    private static string? FirstLine(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        string text = Encoding.UTF8.GetString(RegularFile.ReadBytes(file, MaximumBytes));
        string line = text.Split('\n', 2)[0].Trim();
        return line.Length > 0 ? line : null;
    }
}
