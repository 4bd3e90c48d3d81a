using System.Text.Json;

namespace P5.Sources;

/// <summary>
/// The settings of a built-in source: those of the program, and over them those of the stack, key by key. Values come
/// as text, as every plugin receives them; a list or table is JSON.
/// </summary>
internal sealed class SourceSettings
{
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
                    report(new SourceException($"config has no {setting.Key}, which must be {setting.Expected}"));
                }
            }
            else if (Parse(setting, text!) is { } value)
            {
                settings._values.Add(setting.Key, value);
            }
            else
            {
                report(new SourceException($"{setting.Key} must be {setting.Expected}")
                {
                    Setting = setting.Key,
                });
            }
        }

        return settings;
    }

    /// <summary>Whether a setting is set, and right.</summary>
    public bool Has(string key) => _values.ContainsKey(key);

    /// <summary>The text of a setting; null if it is not set.</summary>
    public string? Text(string key) => (string?)_values.GetValueOrDefault(key);

    /// <summary>The list of a setting; null if it is not set.</summary>
    public IReadOnlyList<string>? Texts(string key) => (IReadOnlyList<string>?)_values.GetValueOrDefault(key);

    /// <summary>The table of a setting; null if it is not set.</summary>
    public IReadOnlyDictionary<string, string>? Table(string key) =>
        (IReadOnlyDictionary<string, string>?)_values.GetValueOrDefault(key);

    /// <summary>Where the secret of a setting is kept; null if it is not set.</summary>
    public SecretReference? Secret(string key) => (SecretReference?)_values.GetValueOrDefault(key);

    /// <summary>The duration of a setting; null if it is not set.</summary>
    public TimeSpan? Duration(string key) => (TimeSpan?)_values.GetValueOrDefault(key);

    private static object? Parse(SourceSetting setting, string text) => setting.Kind switch
    {
        SettingKind.Texts => ParseTexts(text) is { Length: > 0 } texts ? texts : null,
        SettingKind.Table => ParseTable(text) is { Count: > 0 } table ? table : null,
        SettingKind.Secret => ParseTexts(text) is { Length: > 0 } command
            ? SecretReference.OfCommand(command)
            : SecretReference.Parse(text),
        SettingKind.Flag => text is "true" or "false" ? text : null,
        SettingKind.Duration => DurationText.Parse(text) is { } duration && duration > TimeSpan.Zero ? duration : null,
        _ => text.Length > 0 && setting.Values?.Contains(text) != false ? text : null,
    };

    private static string[]? ParseTexts(string text) =>
        ParseJson<string[]>(text, JsonValueKind.Array, list => [.. list.EnumerateArray().Select(TextOf)]);

    private static Dictionary<string, string>? ParseTable(string text) =>
        ParseJson(text, JsonValueKind.Object, table =>
        {
            var texts = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (JsonProperty property in table.EnumerateObject())
            {
                texts[property.Name] = TextOf(property.Value);
            }

            return texts;
        });

    private static T? ParseJson<T>(string text, JsonValueKind kind, Func<JsonElement, T> read)
        where T : class
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == kind ? read(document.RootElement) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, not text, or an escape that is not a character: the caller reports what it should be.
            return null;
        }
    }

    /// <exception cref="InvalidOperationException">It is not text.</exception>
    private static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? value.GetString()!
        : throw new InvalidOperationException();
}
