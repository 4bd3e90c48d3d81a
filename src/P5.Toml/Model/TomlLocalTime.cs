namespace P5.Toml;

/// <summary>A time of day in no particular time zone.</summary>
public sealed class TomlLocalTime : TomlValue
{
    internal TomlLocalTime(TextPosition position, DateTimeParts parts)
        : base(position)
    {
        Hour = parts.Hour;
        Minute = parts.Minute;
        Second = parts.Second;
        Nanosecond = parts.Nanosecond;
    }

    /// <inheritdoc/>
    public override TomlKind Kind => TomlKind.LocalTime;

    /// <summary>The hour, 0 to 23.</summary>
    public int Hour { get; }

    /// <summary>The minute, 0 to 59.</summary>
    public int Minute { get; }

    /// <summary>The second, 0 to 59; 0 where it was left out.</summary>
    public int Second { get; }

    /// <summary>The fraction of the second in nanoseconds; digits past the ninth are cut.</summary>
    public int Nanosecond { get; }
}
