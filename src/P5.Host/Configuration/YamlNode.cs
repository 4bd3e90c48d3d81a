namespace P5.Host;

/// <summary>Collects the keys of one mapping: its own, then those that <c>&lt;&lt;</c> merges.</summary>
internal sealed class YamlMapping(ConfigFileText source)
{
    private readonly List<ConfigEntry> _entries = [];
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private readonly Dictionary<(bool IsAlias, string Text), ConfigValue> _written = [];
    private readonly List<ConfigMap> _merged = [];

    /// <summary>
    /// Adds one of the mapping's own keys. As in the reference implementation, only keys written alike are duplicates.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="alias">The name of the alias that it is written as, or null.</param>
    /// <param name="value">Its value, which replaces that of an equal key in another spelling.</param>
    public void Add(ConfigValue key, string? alias, ConfigValue value)
    {
        if (key is ConfigList or ConfigMap)
        {
            source.ReportMalformed(key.Position, key: null, $"A key must be a scalar, but this is {key.Kind}.");
        }
        else if (IsNew(key, alias))
        {
            var entry = new ConfigEntry(key, value);
            if (_indexes.TryAdd(Identity(key), _entries.Count))
            {
                _entries.Add(entry);
                return;
            }

            int index = _indexes[Identity(key)];
            ReportReplaced(_entries[index].Key, key);
            _entries[index] = entry;
        }
    }

    /// <summary>Notes the maps that a <c>&lt;&lt;</c> names.</summary>
    public void Merge(ConfigValue key, ConfigValue value)
    {
        if (!IsNew(key, alias: null))
        {
            return;
        }

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
            if (_indexes.TryAdd(Identity(key), _entries.Count))
            {
                _entries.Add(new ConfigEntry(key, entry.Value));
            }
        }

        return new ConfigMap(position, _entries);
    }

    private bool IsNew(ConfigValue key, string? alias)
    {
        (bool, string) written = (alias is not null, alias ?? key.Raw!);
        if (_written.TryAdd(written, key))
        {
            return true;
        }

        source.ReportMalformed(
            key.Position,
            key.Raw,
            $"The key {key.Raw} is a duplicate of the one in line {_written[written].Position.Line}.");
        return false;
    }

    private void ReportReplaced(ConfigValue first, ConfigValue key) => source.Diagnostics.Warn(
        DiagnosticIds.DuplicateKey,
        first.Position,
        first.Raw,
        plugin: null,
        $"The key {first.Raw} is not read: it equals the key {key.Raw} in line {key.Position.Line}, which replaces it.",
        "Remove one of the two.",
        isHarmless: true);

    /// <summary>Equal for equal keys. The number 1 and the text "1" are two keys.</summary>
    private static string Identity(ConfigValue key) =>
        $"{key.Kind} {(key is ConfigNull ? null : ConfigKeys.ToText(key) ?? key.Raw)}";
}

/// <summary>
/// A value with what writing it out in full would take: aliases share values, so little YAML can mean much.
/// </summary>
/// <param name="Value">The value.</param>
/// <param name="Size">Its values and characters, each alias counted as if written out.</param>
/// <param name="Depth">1 for a scalar, one more for each list or map around it.</param>
internal sealed record YamlNode(ConfigValue Value, long Size, int Depth);

/// <summary>Adds up the content of a list or map.</summary>
internal sealed class YamlSizeBudget
{
    /// <summary>Values and characters so far, the list or map itself included.</summary>
    public long Size { get; private set; } = 1;

    /// <summary>One more than the deepest part so far.</summary>
    public int Depth { get; private set; } = 1;

    /// <summary>Counts one part.</summary>
    public void Add(YamlNode part)
    {
        Size += part.Size;
        Depth = Math.Max(Depth, part.Depth + 1);
    }
}

/// <summary>A file would mean more than anybody's configuration does: its reading ends.</summary>
/// <param name="position">Where that shows.</param>
/// <param name="message">Which limit there is.</param>
internal sealed class YamlLimitException(ConfigPosition position, string message) : Exception(message)
{
    public ConfigPosition Position { get; } = position;
}
