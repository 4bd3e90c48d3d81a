namespace P5.Host;

/// <summary>p5.toml: the plugins of a whole repository.</summary>
internal static class GlobalReader
{
    public const string FileName = "p5.toml";

    /// <summary>The p5.toml at the git root, else the one in the workspace folder, else null.</summary>
    public static string? Find(string workspaceDirectory)
    {
        string? gitRoot = FindGitRoot(workspaceDirectory);
        if (gitRoot is not null && FileIn(gitRoot) is { } atRoot)
        {
            return atRoot;
        }

        return FileIn(workspaceDirectory);
    }

    /// <summary>
    /// The root of the git repository that a folder is in, or null. The search ends at the git folder of a stranger.
    /// </summary>
    public static string? FindGitRoot(string directory) =>
        FindGit(directory) is { } root && FileOwner.StrangerOf(GitIn(root)) is null ? root : null;

    /// <summary>Finds the git folder or file of a stranger above a folder, at which the search ended.</summary>
    /// <param name="directory">Full path of the folder.</param>
    /// <param name="stranger">The owner.</param>
    /// <returns>Its full path, or null.</returns>
    public static string? FindStrangersGit(string directory, out string? stranger)
    {
        string? git = FindGit(directory) is { } root ? GitIn(root) : null;
        stranger = git is null ? null : FileOwner.StrangerOf(git);
        return stranger is null ? null : git;
    }

    private static string? FindGit(string directory)
    {
        for (string? current = directory; current is not null; current = Path.GetDirectoryName(current))
        {
            // A repository has a folder .git, a linked worktree or a submodule a file of that name.
            if (Path.Exists(GitIn(current)) && RealPath.Leads(GitIn(current)))
            {
                return current;
            }
        }

        return null;
    }

    /// <summary>Reads the file.</summary>
    /// <returns>Its content; empty if it is not valid.</returns>
    public static ConfigFragment Read(string file, ConfigurationLoaderOptions options, DiagnosticBag diagnostics)
    {
        ConfigFileText? source =
            ConfigFileText.TryRead(ConfigurationStage.Global, file, diagnostics, options.IsApproved);
        return source is not null && new TomlReader(source, options).Read() is { } root
            ? new PluginsReader(source).Read(TableReader.OfFile(source, ReadingRules.Toml, root), orderInPlugins: false)
            : ConfigFragment.Empty;
    }

    private static string GitIn(string directory) => Path.Combine(directory, ".git");

    // A folder of that name is not ignored: reading it fails with an error.
    private static string? FileIn(string directory)
    {
        string file = Path.Combine(directory, FileName);
        return Path.Exists(file) ? file : null;
    }
}
