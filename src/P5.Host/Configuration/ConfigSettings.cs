namespace P5.Host;

/// <summary>One entry of a plugin's <c>config</c>, before it becomes the text that the plugin is sent.</summary>
/// <param name="Plugin">The plugin's name.</param>
/// <param name="Path">The dotted key, for messages.</param>
/// <param name="Position">Where its key is.</param>
/// <param name="Value">The value, with its own position.</param>
internal sealed record ConfigSetting(string Plugin, string Path, ConfigPosition Position, ConfigValue Value);

/// <summary>Reads a <c>config</c> table: its keys become text, its values stay as they are.</summary>
internal static class SettingsReader
{
    /// <summary>The settings by name.</summary>
    public static IReadOnlyDictionary<string, ConfigSetting> Read(
        ConfigFileText source, string plugin, ConfigMap config, string path)
    {
        var settings = new Dictionary<string, ConfigSetting>(StringComparer.Ordinal);
        foreach (ConfigEntry entry in config.Entries)
        {
            if (ConfigKeys.ToText(entry.Key) is { } name)
            {
                settings[name] = new ConfigSetting(plugin, KeyPath.Append(path, name), entry.Key.Position, entry.Value);
                continue;
            }

            source.Diagnostics.Warn(
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

/// <summary>Turns a plugin's settings into the map of texts that it is sent.</summary>
internal static class SettingFormatter
{
    /// <summary>The texts, sorted by name. A value that has no text is left out with a warning.</summary>
    public static IReadOnlyDictionary<string, string> Write(
        IReadOnlyDictionary<string, ConfigSetting> settings, DiagnosticBag diagnostics)
    {
        var texts = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in settings.Keys.Order(Utf8Order.Instance))
        {
            if (Write(settings[name], diagnostics) is { } text)
            {
                texts.Add(name, text);
            }
        }

        return texts;
    }

    private static string? Write(ConfigSetting setting, DiagnosticBag diagnostics)
    {
        switch (setting.Value)
        {
            case ConfigText text:
                return text.Value;
            case ConfigFloat number:
                return GoNumber.Format(number.Value);
        }

        if (ConfigJson.TryWrite(setting.Value, out string? json, out ConfigValue? obstacle))
        {
            ReportSecrets(setting, setting.Value, diagnostics);
            return json;
        }

        string reason = obstacle switch
        {
            ConfigBytes => "binary data that is not UTF-8",
            ConfigFloat => "an infinity or NaN inside a list or table",
            _ => "a nested key that is not text",
        };
        diagnostics.Warn(
            DiagnosticIds.ValueNotSent,
            obstacle.Position,
            setting.Path,
            setting.Plugin,
            $"{setting.Path} is not sent to the plugin: it contains {reason}.",
            "Write that part as text, in quotes.");
        return null;
    }

    /// <summary>Reports what Pulumi writes for a secret: a table with the only key <c>secure</c>.</summary>
    private static void ReportSecrets(ConfigSetting setting, ConfigValue value, DiagnosticBag diagnostics)
    {
        if (value is ConfigMap { Entries: [{ Key: ConfigText { Value: "secure" } key, Value: ConfigText }] })
        {
            diagnostics.Warn(
                DiagnosticIds.SecretNotDecrypted,
                key.Position,
                setting.Path,
                setting.Plugin,
                $"{setting.Path} is sent to the plugin encrypted, as JSON: only Pulumi can decrypt a secure value.",
                "Give the plugin the name of a secret that it reads itself.");
            return;
        }

        IEnumerable<ConfigValue> parts = value switch
        {
            ConfigList list => list.Items,
            ConfigMap map => map.Entries.Select(entry => entry.Value),
            _ => [],
        };
        foreach (ConfigValue part in parts)
        {
            ReportSecrets(setting, part, diagnostics);
        }
    }
}
