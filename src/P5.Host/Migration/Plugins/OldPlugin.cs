namespace P5.Host.Migration.Plugins;

/// <summary>One plugin of p5.toml or Pulumi.yaml as its file gives it, aliases and dotted keys carried out.</summary>
/// <param name="Name">The plugin's name.</param>
/// <param name="Keys">What stands in its table, by the name of the key as its language compares it.</param>
internal sealed record OldPlugin(string Name, IReadOnlyDictionary<string, ConfigEntry> Keys)
{
    /// <summary>Its settings; empty where it has none.</summary>
    public ConfigMap Settings { get; init; } = new(new ConfigPosition("", 0, 0), []);
}
