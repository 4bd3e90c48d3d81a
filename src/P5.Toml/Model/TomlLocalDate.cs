namespace P5.Toml;

/// <summary>A date in no particular time zone.</summary>
public sealed class TomlLocalDate : TomlValue
{
    internal TomlLocalDate(TextPosition position, DateTimeParts parts)
        : base(position)
    {
        Year = parts.Year;
        Month = parts.Month;
        Day = parts.Day;
    }

    /// <inheritdoc/>
    public override TomlKind Kind => TomlKind.LocalDate;

    /// <summary>The year, 0 to 9999.</summary>
    public int Year { get; }

    /// <summary>The month, 1 to 12.</summary>
    public int Month { get; }

    /// <summary>The day of the month, from 1.</summary>
    public int Day { get; }
}
