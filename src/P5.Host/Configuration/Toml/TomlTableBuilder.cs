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
