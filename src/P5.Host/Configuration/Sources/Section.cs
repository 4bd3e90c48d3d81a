using P5.Host.Configuration.Values;

namespace P5.Host.Configuration.Sources;

/// <summary>Reads the known keys of one table, and says what was expected where a value does not fit.</summary>
/// <param name="source">The file.</param>
/// <param name="dialect">How its language is taken.</param>
/// <param name="path">The table's dotted key, or "" for the whole file.</param>
/// <param name="map">The table.</param>
internal sealed class Section(SourceText source, Dialect dialect, string path, ConfigMap map)
{
    /// <summary>The keys and values of the table.</summary>
    public ConfigMap Map { get; } = map;

    /// <summary>The table's dotted key, or "" for the whole file.</summary>
    public string Path { get; } = path;

    /// <summary>The value of a key in one of its spellings; null where it is missing or null.</summary>
    /// <exception cref="ConfigurationException">The table has two of the spellings.</exception>
    public ConfigValue? Find(params ReadOnlySpan<string> spellings)
    {
        ConfigEntry? found = null;
        foreach (ConfigEntry entry in Map.Entries)
        {
            if (entry.Key is not ConfigText key || !IsOneOf(key.Value, spellings))
            {
                continue;
            }

            if (found is not null)
            {
                string path = PathOf(key.Value);
                string first = $"{((ConfigText)found.Key).Value} in line {found.Key.Position.Line}";
                throw source.Error(key.Position, path, $"{path} must be given once, but {first} is the same key.");
            }

            found = entry;
        }

        return found?.Value is ConfigNull ? null : found?.Value;
    }

    /// <summary>The text of a key, or null.</summary>
    public string? Text(string key) => Find(key) is { } value ? ToText(value, PathOf(key)) : null;

    /// <summary>The list of texts of a key, or null.</summary>
    public IReadOnlyList<string>? Texts(string key) => Find(key) is { } value ? ToTexts(value, PathOf(key)) : null;

    /// <summary>The boolean of a key, or null.</summary>
    public bool? Flag(params ReadOnlySpan<string> spellings) => Find(spellings) switch
    {
        null => null,
        ConfigBoolean boolean => boolean.Value,
        ConfigText { Value: "y" or "Y" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" }
            when dialect.ScalarsBecomeText => true,
        ConfigText { Value: "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF" }
            when dialect.ScalarsBecomeText => false,
        { } value => throw Mismatch(value, PathOf(spellings[0]), "true or false", value.Describe()),
    };

    /// <summary>The table of a key, or null.</summary>
    public Section? Subsection(string key) =>
        Find(key) is { } value ? ToSection(value, PathOf(key)) : null;

    /// <summary>A value that must be a table. What it is instead is named, never shown.</summary>
    public Section ToSection(ConfigValue value, string valuePath) =>
        value is ConfigMap table
            ? new Section(source, dialect, valuePath, table)
            : throw Mismatch(value, valuePath, "a table", value.Kind);

    /// <summary>A value that must be a list of texts; nulls in it are passed over.</summary>
    public IReadOnlyList<string> ToTexts(ConfigValue value, string valuePath)
    {
        if (value is not ConfigList list)
        {
            throw Mismatch(value, valuePath, "a list of texts", value.Describe());
        }

        return [.. list.Items
            .Select((item, index) => item is ConfigNull ? null : ToText(item, $"{valuePath}[{index}]"))
            .OfType<string>()];
    }

    /// <summary>The dotted key of one of the table's keys.</summary>
    public string PathOf(string key) => KeyPath.Append(Path, key);

    /// <summary>The error that a value is not what was expected.</summary>
    public ConfigurationException Mismatch(ConfigValue value, string valuePath, string expected, string actual) =>
        source.Error(value.Position, valuePath, $"{valuePath} must be {expected}, but is {actual}.");

    private string ToText(ConfigValue value, string valuePath)
    {
        string? text = value switch
        {
            ConfigText plain => plain.Value,
            _ when dialect.ScalarsBecomeText => ConfigKeys.ToText(value),
            _ => null,
        };
        return text ?? throw Mismatch(value, valuePath, "text", value.Describe());
    }

    private bool IsOneOf(string key, ReadOnlySpan<string> spellings)
    {
        foreach (string spelling in spellings)
        {
            if (string.Equals(key, spelling, dialect.KeyComparison))
            {
                return true;
            }
        }

        return false;
    }
}
