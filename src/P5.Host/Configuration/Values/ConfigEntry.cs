namespace P5.Host;

/// <summary>One key of a map with its value. YAML's keys need not be text.</summary>
internal sealed record ConfigEntry(ConfigValue Key, ConfigValue Value);
