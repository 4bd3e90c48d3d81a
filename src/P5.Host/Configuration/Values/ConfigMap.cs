namespace P5.Host;

/// <summary>A YAML mapping or TOML table in the order of the file, merge keys already carried out.</summary>
internal sealed record ConfigMap(ConfigPosition Position, IReadOnlyList<ConfigEntry> Entries) : ConfigValue(Position)
{
    public override string Kind => "a table";

    /// <summary>The value under a key that is text in exactly this spelling, or null.</summary>
    public ConfigValue? Find(string key) =>
        Entries.FirstOrDefault(entry => entry.Key is ConfigText text && text.Value == key)?.Value;
}
