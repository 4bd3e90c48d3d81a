using P5.Host;

namespace P5.Migration;

/// <summary>A configuration file that is read once: what it means, and where its keys are written.</summary>
/// <param name="source">The file.</param>
/// <param name="pluginsPath">The keys that lead to its plugins.</param>
/// <param name="keyComparison">How the language compares known keys.</param>
internal abstract class ConfigDocument(
    ConfigFileText source, IReadOnlyList<string> pluginsPath, StringComparison keyComparison)
{
    public ConfigFileText Source => source;

    /// <summary>What the file means; null if it contains no table.</summary>
    public ConfigMap? Values { get; protected init; }

    public IReadOnlyList<string> PluginsPath => pluginsPath;

    public StringComparison KeyComparison => keyComparison;

    /// <summary>Reads a file.</summary>
    /// <param name="stage">What the file is.</param>
    /// <param name="path">Its full path.</param>
    /// <param name="bytes">The file's bytes.</param>
    /// <exception cref="ConfigurationException">The file is not valid.</exception>
    public static ConfigDocument Read(ConfigurationStage stage, string path, byte[] bytes)
    {
        var source = ConfigFileText.Decode(stage, path, bytes);
        return stage == ConfigurationStage.Global ? new TomlDocument(source) : new YamlDocument(source);
    }

    /// <summary>Where a key of a plugin is written.</summary>
    /// <exception cref="EditRefusedException">It is not written in the plugin's own table.</exception>
    public abstract KeySpan FindKey(string plugin, string key);

    /// <summary>
    /// All places of a plugin's key: TOML can divide the table under it into headers and dotted keys.
    /// </summary>
    /// <exception cref="EditRefusedException">It is not written in the plugin's own table.</exception>
    public abstract IReadOnlyList<KeySpan> FindAll(string plugin, string key);

    /// <summary>What an edited text means; null if it is not valid.</summary>
    public abstract ConfigValue? Reread(string text);

    /// <summary>Writes a key, in the quotes of the one that it replaces.</summary>
    public abstract string WriteKey(string name, ReadOnlySpan<char> replaced);

    /// <summary>Writes a text, in the quotes of the value that it replaces if they fit.</summary>
    public abstract string WriteText(string value, ReadOnlySpan<char> replaced);

    /// <summary>Converts a text to a comment, without the indent of its first line.</summary>
    /// <param name="text">The text, which may have several lines.</param>
    /// <param name="indent">The indent of its first line.</param>
    /// <param name="lineEnd">The line end in use there.</param>
    /// <param name="isCopy">Whether the text is copied, not moved.</param>
    public abstract string Comment(string text, string indent, string lineEnd, bool isCopy);

    /// <summary>The plugins in the order of the file, each with its keys as the language compares them.</summary>
    /// <exception cref="ConfigurationException">A plugin is not a table, or has one key in two spellings.</exception>
    public IEnumerable<(string Name, IReadOnlyDictionary<string, ConfigEntry> Keys)> ReadPlugins()
    {
        foreach (ConfigEntry entry in PluginsTable()?.Entries ?? [])
        {
            if (!IsOrder(entry) && ConfigKeys.ToText(entry.Key) is { } name && TableOf(name, entry) is { } table)
            {
                yield return (name, ReadKeys(name, table));
            }
        }
    }

    /// <summary>The text of a plugin's key; null if there is none, "" if YAML has nothing there.</summary>
    /// <exception cref="ConfigurationException">The value is not text.</exception>
    public string? TextOf(string plugin, IReadOnlyDictionary<string, ConfigEntry> keys, string key) =>
        !keys.TryGetValue(key, out ConfigEntry? entry) ? null
        : entry.Value is ConfigNull ? ""
        : ToText(entry.Value) ?? throw source.Error(
            entry.Key.Position, KeyOf(plugin, key), $"'{key}' of the plugin '{plugin}' must be a string.");

    /// <summary>The dotted key of a plugin, or of a key in it.</summary>
    public string KeyOf(params IEnumerable<string> names) =>
        names.Aggregate(string.Join('.', pluginsPath), KeyPath.Append);

    /// <summary>The text of a value in this language, or null.</summary>
    protected abstract string? ToText(ConfigValue value);

    /// <summary>Whether an entry among the plugins is their order.</summary>
    protected abstract bool IsOrder(ConfigEntry entry);

    private ConfigMap? PluginsTable()
    {
        ConfigMap? table = Values;
        foreach (string key in pluginsPath)
        {
            table = table?.FindEntry(key, keyComparison) is { } entry
                ? TableOf(entry, KeyOf(), $"{KeyOf()} must be a table with one table for each plugin.")
                : null;
        }

        return table;
    }

    private Dictionary<string, ConfigEntry> ReadKeys(string plugin, ConfigMap table)
    {
        var keys = new Dictionary<string, ConfigEntry>(StringComparer.FromComparison(keyComparison));
        foreach (ConfigEntry entry in table.Entries)
        {
            if (entry.Key is ConfigText key && !keys.TryAdd(key.Value, entry))
            {
                throw source.Error(
                    key.Position,
                    KeyOf(plugin, key.Value),
                    $"The plugin '{plugin}' has '{key.Value}' in two spellings; keep one of them.");
            }
        }

        return keys;
    }

    private ConfigMap? TableOf(string plugin, ConfigEntry entry) =>
        TableOf(entry, KeyOf(plugin), $"The plugin '{plugin}' must be a table.");

    private ConfigMap? TableOf(ConfigEntry entry, string key, string problem) => entry.Value switch
    {
        ConfigMap table => table,
        ConfigNull => null,
        _ => throw source.Error(entry.Key.Position, key, problem),
    };
}
