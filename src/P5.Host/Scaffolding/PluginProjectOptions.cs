namespace P5.Host;

/// <summary>What a new plugin shall be.</summary>
public sealed record PluginProjectOptions
{
    /// <summary>Its name: that of its folder, of its executable and of its table in p5.toml.</summary>
    public required string Name { get; init; }

    /// <summary>What it is written in.</summary>
    public required PluginLanguage Language { get; init; }

    /// <summary>Full path of the folder in which its own folder is made. It must exist.</summary>
    public required string Directory { get; init; }

    /// <summary>Whether the plugin is added to the p5.toml that holds for the folder; it is made where there is none.</summary>
    public bool AddToConfiguration { get; init; }

    /// <summary>
    /// Where P5.Plugin is found beside the user's own package sources: the full path of a folder, or a URL. For C# only;
    /// null for nowhere else.
    /// </summary>
    public string? PackageSource { get; init; }
}
