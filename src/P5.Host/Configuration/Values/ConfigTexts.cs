namespace P5.Host;

/// <summary>Turns a plugin's settings into the map of texts that it is sent.</summary>
internal static class ConfigTexts
{
    /// <summary>The texts, sorted by name. What has no text is left out with a warning.</summary>
    public static IReadOnlyDictionary<string, string> Write(
        IReadOnlyDictionary<string, ConfigSetting> settings,
        Findings findings)
    {
        var texts = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in settings.Keys.Order(Utf8Order.Instance))
        {
            if (Write(settings[name], findings) is { } text)
            {
                texts.Add(name, text);
            }
        }

        return texts;
    }

    private static string? Write(ConfigSetting setting, Findings findings)
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
            return json;
        }

        string reason = obstacle switch
        {
            ConfigBytes => "binary data that is not UTF-8",
            ConfigFloat => "an infinity or NaN inside a list or table",
            _ => "a nested key that is not text",
        };
        findings.Warn(
            DiagnosticIds.ValueNotSent,
            obstacle.Position,
            setting.Path,
            setting.Plugin,
            $"{setting.Path} is not sent to the plugin: it holds {reason}.",
            "Write that part as text, in quotes.");
        return null;
    }
}
