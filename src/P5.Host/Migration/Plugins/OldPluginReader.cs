namespace P5.Host.Migration.Plugins;

/// <summary>Finds the plugins in the data of p5.toml and Pulumi.yaml.</summary>
/// <param name="source">The file.</param>
/// <param name="section">Where its plugins stand.</param>
internal sealed class OldPluginReader(ConfigFileText source, PluginSection section)
{
    /// <summary>The plugins in the order of the file.</summary>
    /// <exception cref="ConfigurationException">A plugin is no table, or a key is written twice in different case.</exception>
    public IReadOnlyList<OldPlugin> Read(ConfigMap root)
    {
        ConfigMap? table = root;
        foreach (string key in section.Path)
        {
            ConfigEntry? entry = table.FindEntry(key, section.ReadingRules.KeyComparison);
            table = entry is null
                ? null
                : TableOf(entry, $"{section.Text} must be a table with one table for each plugin.", section.Text);
            if (table is null)
            {
                return [];
            }
        }

        return [.. table.Entries.Where(entry => !IsOrder(entry)).Select(ReadPlugin).OfType<OldPlugin>()];
    }

    /// <summary>The text of a key, or null where the plugin has no such key; an empty one of YAML is "".</summary>
    /// <exception cref="ConfigurationException">It is no text.</exception>
    public string? TextOf(OldPlugin plugin, string key)
    {
        if (!plugin.Keys.TryGetValue(key, out ConfigEntry? entry))
        {
            return null;
        }

        string? text = entry.Value switch
        {
            ConfigText plain => plain.Value,
            ConfigNull => "",
            _ when section.ReadingRules.ScalarsBecomeText => ConfigKeys.ToText(entry.Value),
            _ => null,
        };
        return text ?? throw source.Error(
            entry.Key.Position, KeyOf(plugin, key), $"'{key}' of the plugin '{plugin.Name}' must be a string.");
    }

    /// <summary>The dotted key of one of a plugin's keys.</summary>
    public string KeyOf(OldPlugin plugin, string key) => section.KeyOf(plugin.Name, key);

    private OldPlugin? ReadPlugin(ConfigEntry entry)
    {
        if (ConfigKeys.ToText(entry.Key) is not { } name
            || TableOf(entry, $"The plugin '{name}' must be a table.", section.KeyOf(name)) is not { } table)
        {
            return null;
        }

        var keys = new Dictionary<string, ConfigEntry>(StringComparer.FromComparison(section.ReadingRules.KeyComparison));
        foreach (ConfigEntry item in table.Entries)
        {
            if (item.Key is ConfigText key && !keys.TryAdd(key.Value, item))
            {
                throw source.Error(
                    key.Position,
                    section.KeyOf(name, key.Value),
                    $"The plugin '{name}' has '{key.Value}' in two spellings; keep one of them.");
            }
        }

        var plugin = new OldPlugin(name, keys);
        return keys.GetValueOrDefault("config")?.Value is ConfigMap settings
            ? plugin with { Settings = settings }
            : plugin;
    }

    private ConfigMap? TableOf(ConfigEntry entry, string problem, string key) => entry.Value switch
    {
        ConfigMap table => table,
        ConfigNull => null,
        _ => throw source.Error(entry.Key.Position, key, problem),
    };

    // The reference's documentation of Pulumi.yaml has the order among the plugins.
    private bool IsOrder(ConfigEntry entry) =>
        section == PluginSection.Program && entry is { Key: ConfigText { Value: "order" }, Value: ConfigList };
}
