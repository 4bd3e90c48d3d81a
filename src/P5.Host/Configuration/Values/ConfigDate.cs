namespace P5.Host;

/// <summary>A date with time and offset from UTC.</summary>
internal sealed record ConfigDate(ConfigPosition Position, DateParts Value) : ConfigValue(Position)
{
    public override string Kind => "a date";

    public override string Describe() => "the date " + Value.ToRfc3339();
}
