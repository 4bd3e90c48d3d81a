namespace P5.Host.Migration.Plugins;

/// <summary>Where a file's plugins stand.</summary>
/// <param name="Path">The keys that lead there.</param>
/// <param name="ReadingRules">How the file's language compares keys.</param>
internal sealed record PluginSection(IReadOnlyList<string> Path, ReadingRules ReadingRules)
{
    /// <summary>p5.toml.</summary>
    public static PluginSection Global { get; } = new(["plugins"], ReadingRules.Toml);

    /// <summary>Pulumi.yaml.</summary>
    public static PluginSection Program { get; } = new(["p5", "plugins"], ReadingRules.Yaml);

    /// <summary>The dotted key of the section.</summary>
    public string Text { get; } = string.Join('.', Path);

    /// <summary>The dotted key of a plugin, or of a key in it.</summary>
    public string KeyOf(params IEnumerable<string> names) => names.Aggregate(Text, KeyPath.Append);
}
