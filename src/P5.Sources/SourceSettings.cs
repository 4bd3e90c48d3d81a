using System.Text.Json;

namespace P5.Sources;

/// <summary>
/// The settings of a built-in source: those of the program, and over them those of the stack, key by key. Values come
/// as text, as every plugin receives them; a list or table is JSON.
/// </summary>
internal sealed class SourceSettings
{
    private readonly IReadOnlyList<SourceSetting> _known;
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    private SourceSettings(IReadOnlyList<SourceSetting> known) => _known = known;

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
        var settings = new SourceSettings(known);
        foreach (SourceSetting setting in known)
        {
            bool isOfStack = stack.TryGetValue(setting.Key, out string? text);
            if (!isOfStack && !program.TryGetValue(setting.Key, out text))
            {
                if (setting.IsRequired)
                {
                    report(new SourceException(
                        $"config needs {setting.Key}, which must be {setting.Expected}")
                    {
                        Setting = setting.Key,
                    });
                }
            }
            else
            {
                object? value = Parse(setting, text!, out bool isWhole);
                settings._values.Add(setting.Key, value);
                if (value is not null && isWhole)
                {
                    continue;
                }

                report(new SourceException(
                    setting.Kind == SettingKind.Secret && SecretReference.FindProblem(text!) is { } problem
                        ? $"{setting.Key} {problem}"
                        : $"{setting.Key} must be {setting.Expected}")
                {
                    Setting = setting.Key,
                });
            }
        }

        return settings;
    }

    /// <summary>The settings that name a secret, and where it is kept.</summary>
    public IEnumerable<(string Key, SecretReference Secret)> ListSecrets() =>
        from setting in _known
        where setting.Kind == SettingKind.Secret
        let secret = Secret(setting.Key)
        where secret is not null
        select (setting.Key, secret);

    /// <summary>The settings that name a file, and its path as written.</summary>
    public IEnumerable<(string Key, string Path)> ListFiles() =>
        from setting in _known
        where setting.Kind == SettingKind.File
        let path = Text(setting.Key)
        where path is not null
        select (setting.Key, path);

    /// <summary>
    /// Removes variables that cannot be set: no other message repeats their names, which may contain values.
    /// </summary>
    /// <param name="setting">The setting that may name them.</param>
    /// <param name="findProblem">Returns what is wrong with a name, with the setting; null for nothing.</param>
    /// <param name="report">Called for each problem.</param>
    public void RemoveNames(
        SourceSetting setting, Func<string, string?> findProblem, Action<SourceException> report)
    {
        Dictionary<string, string> problems = ListNames(setting)
            .Distinct()
            .Select(name => (Name: name, Problem: findProblem(name)))
            .Where(pair => pair.Problem is not null)
            .ToDictionary(pair => pair.Name, pair => pair.Problem!);
        if (problems.Count == 0)
        {
            return;
        }

        foreach (string problem in problems.Values.Distinct())
        {
            report(new SourceException(problem) { Setting = setting.Key });
        }

        _values[setting.Key] = _values[setting.Key] switch
        {
            IReadOnlyList<string> names => names.Where(name => !problems.ContainsKey(name)).ToArray(),
            IReadOnlyDictionary<string, string> table =>
                table.Where(pair => !problems.ContainsKey(pair.Key)).ToDictionary(),
            _ => null,
        };
    }

    /// <summary>The variables that a setting names (<see cref="SourceSetting.NamesVariables"/>).</summary>
    public IEnumerable<string> ListNames(SourceSetting setting) =>
        !setting.NamesVariables ? []
        : _values.GetValueOrDefault(setting.Key) switch
        {
            string name => [name],
            IReadOnlyList<string> names => names,
            IReadOnlyDictionary<string, string> table => table.Keys,
            _ => [],
        };

    /// <summary>
    /// Whether a setting is set, even if it is wrong: what is wrong with it is reported once, not also as missing.
    /// </summary>
    public bool Has(string key) => _values.ContainsKey(key);

    /// <summary>Whether a setting is set and wrong, so that no rule that depends on its value applies.</summary>
    public bool IsWrong(string key) => _values.TryGetValue(key, out object? value) && value is null;

    /// <summary>The text of a setting; null if it is not set, or wrong, as for the other kinds.</summary>
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

    /// <summary>Parses a value.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="text">Its text.</param>
    /// <param name="isWhole">
    /// Whether nothing of the value is wrong; otherwise a table has the entries that are right, which are checked too.
    /// </param>
    /// <returns>The value; null if all of it is wrong.</returns>
    private static object? Parse(SourceSetting setting, string text, out bool isWhole)
    {
        isWhole = true;
        return setting.Kind == SettingKind.Table
            ? ParseTable(text, out isWhole) is { Count: > 0 } table ? table : null
            : Parse(setting, text);
    }

    private static object? Parse(SourceSetting setting, string text) => setting.Kind switch
    {
        SettingKind.Texts => ParseTexts(text) is { Length: > 0 } texts ? texts : null,
        SettingKind.Secret => ParseTexts(text) is { Length: > 0 } command
            ? SecretReference.OfCommand(command)
            : SecretReference.Parse(text),
        SettingKind.Flag => text is "true" or "false" ? text : null,
        SettingKind.Duration => DurationText.Parse(text) is { } duration && duration > TimeSpan.Zero ? duration : null,
        _ => text.Length > 0 && setting.Values?.Contains(text) != false && setting.Form?.IsMatch(text) != false
            ? text
            : null,
    };

    private static string[]? ParseTexts(string text) =>
        ParseJson<string[]>(text, JsonValueKind.Array, list => [.. list.EnumerateArray().Select(TextOf)]);

    private static Dictionary<string, string>? ParseTable(string text, out bool isWhole)
    {
        bool isRight = true;
        Dictionary<string, string>? parsed = ParseJson(text, JsonValueKind.Object, table =>
        {
            var texts = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (JsonProperty property in table.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.String)
                {
                    texts[property.Name] = property.Value.GetString()!;
                }
                else
                {
                    isRight = false;
                }
            }

            return texts;
        });
        isWhole = isRight;
        return parsed;
    }

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
