namespace P5.Host;

/// <summary>p5.toml: the plugins of a whole repository.</summary>
internal static class GlobalReader
{
    public const string FileName = "p5.toml";

    /// <summary>The p5.toml at the git root, else the one in the workspace folder, else null.</summary>
    public static string? Find(string workspaceDirectory) =>
        Find(workspaceDirectory, GitSearch.From(workspaceDirectory));

    /// <inheritdoc cref="Find(string)"/>
    /// <param name="workspaceDirectory">Full path of the workspace.</param>
    /// <param name="git">The repository that it is in.</param>
    public static string? Find(string workspaceDirectory, GitSearch git) =>
        git.Root is { } root && FileIn(root) is { } atRoot ? atRoot : FileIn(workspaceDirectory);

    /// <inheritdoc cref="GitSearch.Root"/>
    /// <param name="directory">Full path of the folder.</param>
    public static string? FindGitRoot(string directory) => GitSearch.From(directory).Root;

    /// <summary>Reads the file.</summary>
    /// <returns>Its content; empty if it is not valid.</returns>
    public static ConfigFragment Read(string file, ConfigurationLoaderOptions options, DiagnosticBag diagnostics)
    {
        ConfigFileText? source =
            ConfigFileText.TryRead(ConfigurationStage.Global, file, diagnostics, options.IsApproved);
        return source is null ? ConfigFragment.Empty : Read(source, options);
    }

    /// <inheritdoc cref="Read(string, ConfigurationLoaderOptions, DiagnosticBag)"/>
    public static ConfigFragment Read(ConfigFileText source, ConfigurationLoaderOptions options) =>
        new TomlReader(source, options).Read() is { } root
            ? new PluginsReader(source).Read(TableReader.OfFile(source, ReadingRules.Toml, root), orderInPlugins: false)
            : ConfigFragment.Empty;

    // A folder of that name is not ignored: reading it fails with an error.
    private static string? FileIn(string directory)
    {
        string file = Path.Combine(directory, FileName);
        return Path.Exists(file) ? file : null;
    }
}
