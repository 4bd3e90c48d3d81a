using System.Globalization;

namespace P5.Host;

/// <summary>A whole number between -2^63 and 2^64 - 1, the range in which YAML keeps integers whole.</summary>
internal sealed record ConfigInteger(ConfigPosition Position, Int128 Value) : ConfigValue(Position)
{
    public override string Kind => "an integer";

    public override string Describe() => "the integer " + Value.ToString(CultureInfo.InvariantCulture);
}
