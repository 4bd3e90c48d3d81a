namespace P5.Host.Plugins.Builtins;

/// <summary>One place that the <c>env</c> plugin has variables from.</summary>
internal abstract record EnvSource
{
    /// <summary>Reads the variables.</summary>
    /// <param name="workspaceDirectory">Where relative paths begin.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Names and values; of a name that comes twice the later counts.</returns>
    /// <exception cref="EnvSourceException">They cannot be read.</exception>
    public abstract Task<IEnumerable<KeyValuePair<string, string>>> ReadAsync(
        string workspaceDirectory,
        CancellationToken cancellationToken);

    /// <summary>Resolves a path of the configuration.</summary>
    /// <param name="path">Absolute, relative or below <c>~</c>.</param>
    /// <param name="workspaceDirectory">Where relative paths begin.</param>
    /// <returns>The full path.</returns>
    protected static string FullPath(string path, string workspaceDirectory) =>
        path == "~" || path.StartsWith("~/", StringComparison.Ordinal)
            ? Path.Join(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), path[1..])
            : Path.GetFullPath(path, workspaceDirectory);
}
