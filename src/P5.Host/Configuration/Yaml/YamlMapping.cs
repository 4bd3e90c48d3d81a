using P5.Host.Configuration.Values;

namespace P5.Host.Configuration.Yaml;

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
            throw source.Error(key.Position, key: null, $"A key must be a scalar, but this is {key.Kind}.");
        }

        if (!_keys.TryAdd(Identity(key), key))
        {
            throw Twice(key, _keys[Identity(key)]);
        }

        _entries.Add(new ConfigEntry(key, value));
    }

    /// <summary>Notes the maps that a <c>&lt;&lt;</c> names.</summary>
    public void Merge(ConfigValue key, ConfigValue value)
    {
        if (_mergeKey is not null)
        {
            throw Twice(key, _mergeKey);
        }

        _mergeKey = key;
        IReadOnlyList<ConfigValue> maps = value is ConfigList list ? list.Items : [value];
        foreach (ConfigValue map in maps)
        {
            _merged.Add(map as ConfigMap
                ?? throw source.Error(
                    key.Position, "<<", $"<< must be a table or a list of tables, but is {map.Kind}."));
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

    private ConfigurationException Twice(ConfigValue key, ConfigValue first) =>
        source.Error(
            key.Position,
            key.Raw,
            $"The key {key.Raw} must stand once in a table, but stands in line {first.Position.Line} too.");

    private static string Identity(ConfigValue key) => ConfigKeys.ToText(key) ?? "\0" + key.Raw;
}
