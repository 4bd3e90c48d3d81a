namespace P5.Host;

/// <summary>Reads a <c>config</c> table: its keys become text, its values stay as they are.</summary>
internal static class SettingsReader
{
    /// <summary>The settings by name.</summary>
    public static IReadOnlyDictionary<string, ConfigSetting> Read(
        SourceText source, string plugin, ConfigMap config, string path)
    {
        var settings = new Dictionary<string, ConfigSetting>(StringComparer.Ordinal);
        foreach (ConfigEntry entry in config.Entries)
        {
            if (ConfigKeys.ToText(entry.Key) is { } name)
            {
                settings[name] = new ConfigSetting(plugin, KeyPath.Append(path, name), entry.Key.Position, entry.Value);
                continue;
            }

            source.Findings.Warn(
                DiagnosticIds.ValueNotSent,
                entry.Key.Position,
                path,
                plugin,
                $"An entry of {path} is not sent to the plugin: its key must be text, but is {entry.Key.Kind}.",
                "Give the entry a name.");
        }

        return settings;
    }
}
