using P5.Host.Configuration.Values;

namespace P5.Host.Configuration.Sources;

/// <summary>Reads a <c>config</c> table: its keys become text, its values stay as they are.</summary>
internal static class SettingsReader
{
    /// <summary>The settings by name.</summary>
    public static IReadOnlyDictionary<string, ConfigSetting> Read(
        ConfigMap config, string path, ICollection<ConfigurationWarning> warnings)
    {
        var settings = new Dictionary<string, ConfigSetting>(StringComparer.Ordinal);
        foreach (ConfigEntry entry in config.Entries)
        {
            if (ConfigKeys.ToText(entry.Key) is { } name)
            {
                settings[name] = new ConfigSetting(KeyPath.Append(path, name), entry.Value);
                continue;
            }

            ConfigPosition position = entry.Key.Position;
            warnings.Add(new ConfigurationWarning(
                position.File,
                position.Line,
                position.Column,
                path,
                $"An entry of {path} is not sent to the plugin: its key must be text, but is {entry.Key.Kind}."));
        }

        return settings;
    }
}
