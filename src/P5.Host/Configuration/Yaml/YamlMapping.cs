namespace P5.Host;

/// <summary>Gathers the keys of one mapping: its own, and behind them those that <c>&lt;&lt;</c> brings in.</summary>
internal sealed class YamlMapping(SourceText source)
{
    private readonly List<ConfigEntry> _entries = [];
    private readonly Dictionary<string, ConfigValue> _keys = new(StringComparer.Ordinal);
    private readonly List<ConfigMap> _merged = [];
    private ConfigValue? _mergeKey;

    /// <summary>Adds one of the mapping's own keys.</summary>
    public void Add(ConfigValue key, ConfigValue value)
    {
        if (key is ConfigList or ConfigMap)
        {
            source.ReportMalformed(key.Position, key: null, $"A key must be a scalar, but this is {key.Kind}.");
            return;
        }

        if (!_keys.TryAdd(Identity(key), key))
        {
            Twice(key, _keys[Identity(key)]);
            return;
        }

        _entries.Add(new ConfigEntry(key, value));
    }

    /// <summary>Notes the maps that a <c>&lt;&lt;</c> names.</summary>
    public void Merge(ConfigValue key, ConfigValue value)
    {
        if (_mergeKey is not null)
        {
            Twice(key, _mergeKey);
            return;
        }

        _mergeKey = key;
        IReadOnlyList<ConfigValue> maps = value is ConfigList list ? list.Items : [value];
        foreach (ConfigValue merged in maps)
        {
            if (merged is ConfigMap map)
            {
                _merged.Add(map);
            }
            else
            {
                source.ReportMalformed(
                    key.Position, "<<", $"<< must be a table or a list of tables, but is {merged.Kind}.");
            }
        }
    }

    /// <summary>The mapping: own keys win over merged ones, and those of an earlier map over a later one's.</summary>
    public ConfigMap ToMap(ConfigPosition position)
    {
        bool ownKeysAreText = _entries.TrueForAll(entry => entry.Key is ConfigText);
        foreach (ConfigEntry entry in _merged.SelectMany(map => map.Entries))
        {
            // Among keys that are all text, a merged one becomes text as well.
            ConfigValue key = ownKeysAreText && entry.Key is not (ConfigText or ConfigNull) && entry.Key.Raw is { } raw
                ? new ConfigText(entry.Key.Position, raw) { Raw = raw }
                : entry.Key;
            if (_keys.TryAdd(Identity(key), key))
            {
                _entries.Add(new ConfigEntry(key, entry.Value));
            }
        }

        return new ConfigMap(position, _entries);
    }

    private void Twice(ConfigValue key, ConfigValue first) =>
        source.ReportMalformed(
            key.Position,
            key.Raw,
            $"The key {key.Raw} must stand once in a table, but stands in line {first.Position.Line} too.");

    private static string Identity(ConfigValue key) => ConfigKeys.ToText(key) ?? "\0" + key.Raw;
}
