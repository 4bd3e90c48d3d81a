namespace P5.Host;

/// <summary>A floating-point number, infinities and NaN included.</summary>
internal sealed record ConfigFloat(ConfigPosition Position, double Value) : ConfigValue(Position)
{
    public override string Kind => "a number";

    public override string Describe() => "the number " + GoNumber.Format(Value);
}
