using P5.Host;

namespace P5;

/// <summary>The project of a new plugin.</summary>
public sealed class PluginProject
{
    internal PluginProject(ScaffoldedProject source, string language)
    {
        Name = source.Name;
        Language = language.ToLowerInvariant();
        Path = source.Directory;
        Files = [.. source.Files];
        ConfigurationFile = source.ConfigurationFile;
        ConfigurationText = source.ConfigurationText;
        BuildCommands = [.. source.BuildCommands];
        TestCommands = [.. source.TestCommands];
    }

    /// <summary>The plugin's name.</summary>
    public string Name { get; }

    /// <summary>What it is written in: <c>csharp</c>, <c>go</c>, <c>python</c> or <c>node</c>.</summary>
    public string Language { get; }

    /// <summary>Full path of its folder.</summary>
    public string Path { get; }

    /// <summary>The files in it, as paths from there.</summary>
    public string[] Files { get; }

    /// <summary>Full path of the p5.toml that it was added to; null if it was added to none.</summary>
    public string? ConfigurationFile { get; }

    /// <summary>Its table in p5.toml, even if it was not added.</summary>
    public string ConfigurationText { get; }

    /// <summary>What builds it, line by line, in its folder.</summary>
    public string[] BuildCommands { get; }

    /// <summary>What runs its tests, line by line, in its folder.</summary>
    public string[] TestCommands { get; }

    /// <summary>The path of its folder.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Path;
}
