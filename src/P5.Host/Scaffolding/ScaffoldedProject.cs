namespace P5.Host;

/// <summary>A new plugin's project: what <see cref="PluginScaffold.Plan"/> worked out, before or after it is written.</summary>
public sealed class ScaffoldedProject
{
    internal ScaffoldedProject(
        PluginProjectOptions options, string directory, IReadOnlyList<TemplateFile> contents, ConfigurationEntry entry)
    {
        Name = options.Name;
        Language = options.Language;
        Directory = directory;
        Contents = contents;
        Entry = entry;
        ConfigurationFile = options.AddToConfiguration ? entry.File : null;
        string readme = contents.Single(file => file.Path == "README.md").Text;
        BuildCommands = ReadmeCommands.Under("## Build", readme);
        TestCommands = ReadmeCommands.Under("## Test", readme);
    }

    /// <summary>The plugin's name.</summary>
    public string Name { get; }

    /// <summary>What it is written in.</summary>
    public PluginLanguage Language { get; }

    /// <summary>Full path of its folder.</summary>
    public string Directory { get; }

    /// <summary>Its files, relative to the folder, with slashes.</summary>
    public IEnumerable<string> Files => Contents.Select(file => file.Path);

    /// <summary>Full path of the p5.toml that the plugin is added to; null where it is added to none.</summary>
    public string? ConfigurationFile { get; }

    /// <summary>The plugin's table in p5.toml, also where it is not added.</summary>
    public string ConfigurationText => Entry.Text;

    /// <summary>What builds it, in its folder: the lines of its README.</summary>
    public IReadOnlyList<string> BuildCommands { get; }

    /// <summary>What runs its tests, in its folder: the lines of its README.</summary>
    public IReadOnlyList<string> TestCommands { get; }

    internal IReadOnlyList<TemplateFile> Contents { get; }

    internal ConfigurationEntry Entry { get; }
}
