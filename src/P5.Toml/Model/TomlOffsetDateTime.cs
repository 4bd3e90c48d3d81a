namespace P5.Toml;

/// <summary>A date and time with its offset from UTC.</summary>
public sealed class TomlOffsetDateTime : TomlValue
{
    internal TomlOffsetDateTime(TextPosition position, DateTimeParts parts)
        : base(position)
    {
        Year = parts.Year;
        Month = parts.Month;
        Day = parts.Day;
        Hour = parts.Hour;
        Minute = parts.Minute;
        Second = parts.Second;
        Nanosecond = parts.Nanosecond;
        Offset = parts.Offset;
    }

    /// <inheritdoc/>
    public override TomlKind Kind => TomlKind.OffsetDateTime;

    /// <summary>The year, 0 to 9999.</summary>
    public int Year { get; }

    /// <summary>The month, 1 to 12.</summary>
    public int Month { get; }

    /// <summary>The day of the month, from 1.</summary>
    public int Day { get; }

    /// <summary>The hour, 0 to 23.</summary>
    public int Hour { get; }

    /// <summary>The minute, 0 to 59.</summary>
    public int Minute { get; }

    /// <summary>The second, 0 to 59; 0 where it was left out.</summary>
    public int Second { get; }

    /// <summary>The fraction of the second in nanoseconds; digits past the ninth are cut.</summary>
    public int Nanosecond { get; }

    /// <summary>The offset from UTC, in whole minutes.</summary>
    public TimeSpan Offset { get; }
}
