using System.Text.Json;

namespace P5.Host;

/// <summary>
/// The settings of a built-in source: those of the program, and over them those of the stack, key by key. Values come
/// as text, as every plugin receives them; a list is JSON.
/// </summary>
internal sealed class SourceSettings
{
    private const string Program = "config";
    private const string Stack = "stack config";

    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);

    private SourceSettings()
    {
    }

    /// <summary>Reads the settings.</summary>
    /// <param name="known">The settings that the source has; others are ignored.</param>
    /// <param name="program">Those of the program.</param>
    /// <param name="stack">Those of the stack.</param>
    /// <param name="report">Called for each setting that is wrong or missing.</param>
    /// <returns>The settings that are right.</returns>
    public static SourceSettings Read(
        IReadOnlyList<SourceSetting> known,
        IReadOnlyDictionary<string, string> program,
        IReadOnlyDictionary<string, string> stack,
        Action<SourceException> report)
    {
        var settings = new SourceSettings();
        foreach (SourceSetting setting in known)
        {
            bool isOfStack = stack.TryGetValue(setting.Key, out string? text);
            if (!isOfStack && !program.TryGetValue(setting.Key, out text))
            {
                if (setting.IsRequired)
                {
                    report(new SourceException($"config has no {setting.Key}, which must be {Expected(setting.Kind)}"));
                }
            }
            else if (Parse(setting.Kind, text!) is { } value)
            {
                settings._values.Add(setting.Key, value);
            }
            else
            {
                report(new SourceException($"{setting.Key} must be {Expected(setting.Kind)}")
                {
                    Setting = KeyPath.Append(isOfStack ? Stack : Program, setting.Key),
                });
            }
        }

        return settings;
    }

    /// <summary>The keys that are not read, each with its setting.</summary>
    public static IEnumerable<(string Setting, string Key)> ListUnknownKeys(
        IReadOnlyList<SourceSetting> known, PluginConfiguration plugin) =>
        from table in new[] { (Name: Program, Config: plugin.ProgramConfig), (Name: Stack, Config: plugin.StackConfig) }
        from key in table.Config.Keys
        where !known.Any(setting => setting.Key == key)
        select (KeyPath.Append(table.Name, key), key);

    /// <summary>The text of a setting; null if it is not set.</summary>
    public string? Text(string key) => (string?)_values.GetValueOrDefault(key);

    /// <summary>The list of a setting; null if it is not set.</summary>
    public IReadOnlyList<string>? Texts(string key) => (IReadOnlyList<string>?)_values.GetValueOrDefault(key);

    /// <summary>The duration of a setting; null if it is not set.</summary>
    public TimeSpan? Duration(string key) => (TimeSpan?)_values.GetValueOrDefault(key);

    private static object? Parse(SettingKind kind, string text) => kind switch
    {
        SettingKind.Texts => ParseTexts(text) is { Length: > 0 } texts ? texts : null,
        SettingKind.Duration => DurationText.Parse(text) is { } duration && duration > TimeSpan.Zero ? duration : null,
        _ => text.Length > 0 ? text : null,
    };

    private static string[]? ParseTexts(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Array
                && document.RootElement.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
                    ? [.. document.RootElement.EnumerateArray().Select(item => item.GetString()!)]
                    : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, or with an escape that is not a character: the caller reports what it should be.
            return null;
        }
    }

    private static string Expected(SettingKind kind) => kind switch
    {
        SettingKind.Texts => "a list of strings that is not empty",
        SettingKind.Duration => DurationText.Expected + ", and more than zero",
        _ => "text that is not empty",
    };
}
