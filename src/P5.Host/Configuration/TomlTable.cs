namespace P5.Host;

/// <summary>A table while it is read: what it has so far, and how each of its names was defined.</summary>
internal sealed class TomlTableBuilder
{
    private readonly List<ConfigEntry> _entries = [];
    private readonly Dictionary<string, TomlName> _names = new(StringComparer.Ordinal);

    public TomlTableBuilder(ConfigPosition position) => Map = new ConfigMap(position, _entries);

    /// <summary>The table, which grows until the file is read.</summary>
    public ConfigMap Map { get; }

    public TomlName? Find(string name) => _names.GetValueOrDefault(name);

    /// <summary>Adds a name with its value.</summary>
    public void Add(ConfigText name, ConfigValue value, TomlName definition)
    {
        _names.Add(name.Value, definition);
        _entries.Add(new ConfigEntry(name, value));
    }

    /// <summary>Adds a name that is a table.</summary>
    public TomlName AddTable(ConfigText name, TomlNameKind kind)
    {
        var table = new TomlTableBuilder(name.Position);
        var definition = new TomlName(kind, name.Position) { Table = table };
        Add(name, table.Map, definition);
        return definition;
    }
}

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

/// <summary>How a name came to be defined, which decides what may add to it.</summary>
internal enum TomlNameKind
{
    /// <summary>A key's value, inline tables and arrays among them: closed.</summary>
    Value,

    /// <summary>A table with its own header.</summary>
    Table,

    /// <summary>A table that only a longer header names: its own header may still come.</summary>
    ImplicitTable,

    /// <summary>A table that a dotted key made.</summary>
    DottedTable,

    /// <summary>An array of tables.</summary>
    TableArray,
}
