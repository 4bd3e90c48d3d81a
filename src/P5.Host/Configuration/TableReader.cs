namespace P5.Host;

/// <summary>
/// Reads the known keys of one table and reports values that do not fit; such a value is treated as missing. The keys
/// that were requested are the known ones.
/// </summary>
/// <param name="source">The file.</param>
/// <param name="rules">How its language is read.</param>
/// <param name="path">The table's dotted key, or "" for the whole file.</param>
/// <param name="position">Where that key is, or the file's start.</param>
/// <param name="map">The table.</param>
/// <param name="plugin">The plugin that it belongs to, or null.</param>
internal sealed class TableReader(
    ConfigFileText source,
    ReadingRules rules,
    string path,
    ConfigPosition position,
    ConfigMap map,
    string? plugin = null)
{
    private readonly List<string> _known = [];

    /// <summary>The keys and values of the table.</summary>
    public ConfigMap Map { get; } = map;

    /// <summary>The table's dotted key, or "" for the whole file.</summary>
    public string Path { get; } = path;

    /// <summary>Where that key is, or the file's start.</summary>
    public ConfigPosition Position { get; } = position;

    /// <summary>The whole of a file as a table.</summary>
    public static TableReader OfFile(ConfigFileText source, ReadingRules rules, ConfigMap root) =>
        new(source, rules, path: "", root.Position, root);

    /// <summary>The entry of a key in one of its spellings; null if it is missing or its value is null.</summary>
    public ConfigEntry? Find(params ReadOnlySpan<string> spellings)
    {
        _known.AddRange(spellings);
        ConfigEntry? found = null;
        foreach (ConfigEntry entry in Map.Entries)
        {
            if (entry.Key is not ConfigText key || !IsOneOf(key.Value, spellings))
            {
                continue;
            }

            if (found is null)
            {
                found = entry;
                continue;
            }

            string path = PathOf(key.Value);
            string first = $"{((ConfigText)found.Key).Value} in line {found.Key.Position.Line}";
            source.ReportError(
                DiagnosticIds.DuplicateKey,
                key.Position,
                path,
                plugin,
                $"{path} is a duplicate of {first}.");
        }

        return found?.Value is ConfigNull ? null : found;
    }

    /// <summary>The text of a key, or null.</summary>
    public WithPosition<string>? Text(string key) =>
        Find(key) is { } entry && ToText(entry.Value, PathOf(key)) is { } text ? At(entry, text) : null;

    /// <summary>The list of texts of a key, or null.</summary>
    public WithPosition<IReadOnlyList<WithPosition<string>>>? Texts(string key) =>
        Find(key) is { } entry && ToTexts(entry.Value, PathOf(key)) is { } texts ? At(entry, texts) : null;

    /// <summary>The boolean of a key, or null.</summary>
    public WithPosition<bool>? Flag(params ReadOnlySpan<string> spellings)
    {
        if (Find(spellings) is not { } entry)
        {
            return null;
        }

        switch (entry.Value)
        {
            case ConfigBoolean boolean:
                return At(entry, boolean.Value);
            case ConfigText { Value: "y" or "Y" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" }
                when rules.ScalarsBecomeText:
                return At(entry, true);
            case ConfigText { Value: "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF" }
                when rules.ScalarsBecomeText:
                return At(entry, false);
            default:
                WrongType(entry.Value, PathOf(spellings[0]), "true or false");
                return null;
        }
    }

    /// <summary>The table of a key, or null.</summary>
    public TableReader? Subtable(string key) =>
        Find(key) is { } entry ? ToSubtable(entry, PathOf(key), plugin) : null;

    /// <summary>An entry whose value must be a table, or null.</summary>
    public TableReader? ToSubtable(ConfigEntry entry, string valuePath, string? ofPlugin)
    {
        if (entry.Value is ConfigMap table)
        {
            return new TableReader(source, rules, valuePath, entry.Key.Position, table, ofPlugin);
        }

        ReportWrongType(entry.Value, valuePath, "a table", ofPlugin);
        return null;
    }

    /// <summary>A value that must be a list of strings, or null; nulls in it are ignored.</summary>
    public IReadOnlyList<WithPosition<string>>? ToTexts(ConfigValue value, string valuePath)
    {
        if (value is not ConfigList list)
        {
            WrongType(value, valuePath, "a list of strings");
            return null;
        }

        var texts = new List<WithPosition<string>>();
        foreach ((int index, ConfigValue item) in list.Items.Index())
        {
            if (item is not ConfigNull && ToText(item, $"{valuePath}[{index}]") is { } text)
            {
                texts.Add(new WithPosition<string>(text, item.Position));
            }
        }

        return texts;
    }

    /// <summary>The dotted key of one of the table's keys.</summary>
    public string PathOf(string key) => KeyPath.Append(Path, key);

    /// <summary>
    /// Reports that a value is of the right kind, but not what was expected. The value is not shown: it may be a secret
    /// that was given to the wrong key.
    /// </summary>
    public void Invalid(ConfigValue value, string key, string expected) => Invalid(value.Position, key, expected);

    /// <inheritdoc cref="Invalid(ConfigValue, string, string)" path="/summary"/>
    public void Invalid(ConfigPosition position, string key, string expected) =>
        ReportInvalid(position, key, $"must be {expected}");

    /// <summary>Reports that a value is not one of some names. The value is not shown, as above.</summary>
    public void NotOneOf(WithPosition<string> value, string key, IReadOnlyCollection<string> names)
    {
        string rule = $"must be one of {string.Join(", ", names)}";
        if (NearestName.Find(value.Value, names) is { } nearest)
        {
            ReportInvalid(value.Position, key, rule, $" Did you mean {nearest}?", $"Set {key} to {nearest}.");
        }
        else
        {
            ReportInvalid(value.Position, key, rule, fix: $"Set {key} to one of them.");
        }
    }

    /// <summary>Reports that a value does what it must not do. It shows no value by itself.</summary>
    public void Forbidden(ConfigPosition position, string key, string what) =>
        ReportInvalid(position, key, $"must not {what}");

    /// <summary>Reports unknown keys. Call after reading all known ones.</summary>
    /// <param name="settings">Keys that belong one level deeper, into <c>config</c>; null if that is not known.</param>
    public void ReportUnknown(IReadOnlyCollection<string>? settings = null)
    {
        foreach (ConfigEntry entry in Map.Entries)
        {
            string key = ConfigKeys.ToText(entry.Key) ?? "";
            if (entry.Key is ConfigText && IsOneOf(key, [.. _known]))
            {
                continue;
            }

            if (plugin is not null && LegacyKeys.Explain(key) is { } reason)
            {
                Report(
                    DiagnosticIds.LegacyKey,
                    $"is a key of WASM plugins and is not read: {reason}.",
                    LegacyKeys.FixIn(Position.File),
                    isHarmless: true);
            }
            else if (plugin is not null && key == "order")
            {
                Report(
                    DiagnosticIds.UnknownKey,
                    $"belongs to plugin '{plugin}' here and is not read.",
                    "Move order above the first table.");
            }
            else if (settings?.Contains(key) is true)
            {
                Report(DiagnosticIds.UnknownKey, "is not read here: it is a setting.", "Move it into config.");
            }
            else
            {
                var unknown = UnknownKey.Of(key, _known);
                Report(DiagnosticIds.UnknownKey, unknown.Problem, unknown.Fix, isHarmless: !unknown.IsMistake);
            }

            void Report(string id, string what, string fix, bool isHarmless = false) =>
                source.Diagnostics.Warn(
                    id, entry.Key.Position, PathOf(key), plugin, $"{PathOf(key)} {what}", fix, isHarmless);
        }
    }

    private string? ToText(ConfigValue value, string valuePath)
    {
        string? text = value switch
        {
            ConfigText plain => plain.Value,
            _ when rules.ScalarsBecomeText => ConfigKeys.ToText(value),
            _ => null,
        };
        if (text is null)
        {
            WrongType(value, valuePath, "text");
        }

        return text;
    }

    private void WrongType(ConfigValue value, string valuePath, string expected) =>
        ReportWrongType(value, valuePath, expected, plugin);

    private void ReportWrongType(ConfigValue value, string valuePath, string expected, string? ofPlugin) =>
        source.ReportError(
            DiagnosticIds.WrongType,
            value.Position,
            valuePath,
            ofPlugin,
            $"{valuePath} must be {expected}, but is {value.Kind}.");

    private void ReportInvalid(
        ConfigPosition position, string key, string rule, string question = "", string? fix = null) =>
        source.ReportError(
            DiagnosticIds.InvalidValue, position, PathOf(key), plugin, $"{PathOf(key)} {rule}.{question}", fix);

    private static WithPosition<T> At<T>(ConfigEntry entry, T value) => new(value, entry.Key.Position);

    private bool IsOneOf(string key, ReadOnlySpan<string> spellings)
    {
        foreach (string spelling in spellings)
        {
            if (string.Equals(key, spelling, rules.KeyComparison))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>How strictly a language's keys and types are read.</summary>
/// <param name="KeyComparison">How known keys are matched.</param>
/// <param name="ScalarsBecomeText">Whether a number, boolean, date or null is accepted where text is expected.</param>
internal sealed record ReadingRules(StringComparison KeyComparison, bool ScalarsBecomeText)
{
    /// <summary>Known keys ignoring case; types exactly.</summary>
    public static ReadingRules Toml { get; } = new(StringComparison.OrdinalIgnoreCase, ScalarsBecomeText: false);

    /// <summary>Keys to the letter; scalars become text, and YAML 1.1's yes and no are flags.</summary>
    public static ReadingRules Yaml { get; } = new(StringComparison.Ordinal, ScalarsBecomeText: true);
}
