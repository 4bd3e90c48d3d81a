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

    /// <summary>The root of the git repository that a folder is in, or null.</summary>
    public static string? FindGitRoot(string directory)
    {
        for (string? current = directory; current is not null; current = Path.GetDirectoryName(current))
        {
            // A repository has a folder .git, a linked worktree or a submodule a file of that name.
            if (Path.Exists(Path.Combine(current, ".git")))
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
        ConfigFileText? source = ConfigFileText.TryRead(ConfigurationStage.Global, file, diagnostics);
        return source is not null && new TomlReader(source, options).Read() is { } root
            ? new PluginsReader(source).Read(TableReader.OfFile(source, ReadingRules.Toml, root), orderInPlugins: false)
            : ConfigFragment.Empty;
    }

    // A folder of that name is not ignored: reading it fails with an error.
    private static string? FileIn(string directory)
    {
        string file = Path.Combine(directory, FileName);
        return Path.Exists(file) ? file : null;
    }
}
