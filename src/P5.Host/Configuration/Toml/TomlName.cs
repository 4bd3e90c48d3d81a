namespace P5.Host;

/// <summary>A name that a TOML file has defined.</summary>
/// <param name="kind">How it was defined.</param>
/// <param name="position">Where.</param>
internal sealed class TomlName(TomlNameKind kind, ConfigPosition position)
{
    public TomlNameKind Kind { get; set; } = kind;

    /// <summary>Where it was defined. For a table, its own header if it has one.</summary>
    public ConfigPosition Position { get; set; } = position;

    /// <summary>The table, or the last one of an array of tables; null for a value.</summary>
    public TomlTableBuilder? Table { get; set; }

    /// <summary>The elements of an array of tables; null for everything else.</summary>
    public List<ConfigValue>? Elements { get; init; }
}
