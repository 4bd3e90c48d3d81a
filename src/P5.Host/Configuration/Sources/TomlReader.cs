using P5.Host.Configuration.Values;
using P5.Toml;

namespace P5.Host.Configuration.Sources;

/// <summary>Reads a TOML file into the value model.</summary>
/// <param name="source">The file.</param>
/// <param name="options">Tells the offset from UTC that dates and times without one get.</param>
internal sealed class TomlReader(SourceText source, ConfigurationLoaderOptions options)
{
    /// <summary>The whole file as one table, or null if it is not valid TOML, which is noted.</summary>
    public ConfigMap? Read()
    {
        DocumentSyntax document = TomlParser.Parse(source.Text);
        foreach (TomlDiagnostic error in document.Diagnostics)
        {
            source.ReportMalformed(error.Position.Line, error.Position.Column, key: null, error.Message);
        }

        return source.HasErrors ? null : Convert(document.ToTable());
    }

    /// <summary>The whole file as one table.</summary>
    /// <exception cref="ConfigurationException">The file is not valid TOML.</exception>
    public ConfigMap ReadStrict()
    {
        ConfigMap? table = Read();
        source.Findings.ThrowIfError();
        return table!;
    }

    private ConfigMap Convert(TomlTable table)
    {
        var entries = new List<ConfigEntry>(table.Count);
        foreach ((string key, TomlValue value) in table)
        {
            entries.Add(new ConfigEntry(new ConfigText(At(table.KeyPosition(key)), key), Convert(value)));
        }

        return new ConfigMap(At(table.Position), entries);
    }

    private ConfigValue Convert(TomlValue value)
    {
        ConfigPosition position = At(value.Position);
        return value switch
        {
            TomlString text => new ConfigText(position, text.Value),
            TomlInteger integer => new ConfigInteger(position, integer.Value),
            TomlFloat number => new ConfigFloat(position, number.Value),
            TomlBoolean boolean => new ConfigBoolean(position, boolean.Value),
            TomlOffsetDateTime or TomlLocalDateTime or TomlLocalDate or TomlLocalTime =>
                new ConfigDate(position, PartsOf(value)),
            TomlArray array => new ConfigList(position, [.. array.Select(Convert)]),
            TomlTable table => Convert(table),
            _ => throw new InvalidOperationException($"{value.Kind} is no kind of TOML value."),
        };
    }

    // A time without a date is given the year 0, as the reference implementation has it.
    private DateParts PartsOf(TomlValue value) => value switch
    {
        TomlOffsetDateTime d =>
            new DateParts(d.Year, d.Month, d.Day, d.Hour, d.Minute, d.Second, d.Nanosecond, d.Offset),
        TomlLocalDateTime d =>
            new DateParts(d.Year, d.Month, d.Day, d.Hour, d.Minute, d.Second, d.Nanosecond, options.LocalOffset),
        TomlLocalDate d => new DateParts(d.Year, d.Month, d.Day, 0, 0, 0, 0, options.LocalOffset),
        TomlLocalTime t => new DateParts(0, 1, 1, t.Hour, t.Minute, t.Second, t.Nanosecond, options.LocalOffset),
        _ => throw new InvalidOperationException($"{value.Kind} is no date or time."),
    };

    private ConfigPosition At(TextPosition position) => new(source.File, position.Line, position.Column);
}
