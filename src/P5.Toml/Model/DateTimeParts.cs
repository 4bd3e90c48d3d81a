namespace P5.Toml;

/// <summary>What the four date and time types are made of; each takes what it has.</summary>
internal readonly record struct DateTimeParts
{
    public int Year { get; init; }

    public int Month { get; init; }

    public int Day { get; init; }

    public int Hour { get; init; }

    public int Minute { get; init; }

    public int Second { get; init; }

    public int Nanosecond { get; init; }

    public TimeSpan Offset { get; init; }
}
