using P5.Host.Configuration.Merging;
using P5.Host.Configuration.Values;

namespace P5.Host.Configuration.Sources;

/// <summary>p5.toml: the plugins of a whole repository.</summary>
internal static class GlobalSource
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

    /// <summary>Reads the file.</summary>
    /// <exception cref="ConfigurationException">It is not valid, or a known key has the wrong type.</exception>
    public static PluginsLayer Read(string file, TimeSpan localOffset, ICollection<ConfigurationWarning> warnings)
    {
        SourceText source = SourceText.Read(ConfigurationStage.Global, file);
        ConfigMap root = new TomlReader(source, localOffset).Read();
        var section = new Section(source, Dialect.Toml, path: "", root);
        return new PluginsReader(source, warnings).Read(section, orderInPlugins: false);
    }

    // A repository has a folder .git, a linked worktree or a submodule a file of that name.
    private static string? FindGitRoot(string directory)
    {
        for (string? current = directory; current is not null; current = Path.GetDirectoryName(current))
        {
            if (Path.Exists(Path.Combine(current, ".git")))
            {
                return current;
            }
        }

        return null;
    }

    // A folder of that name is not passed over: reading it fails, and says so.
    private static string? FileIn(string directory)
    {
        string file = Path.Combine(directory, FileName);
        return Path.Exists(file) ? file : null;
    }
}
