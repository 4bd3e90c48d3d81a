namespace P5.Host;

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed record ConfigBoolean(ConfigPosition Position, bool Value) : ConfigValue(Position)
{
    public override string Kind => "a boolean";

    public override string Describe() => Value ? "true" : "false";
}
