namespace P5.Host;

/// <summary>YAML's null; TOML has none.</summary>
internal sealed record ConfigNull(ConfigPosition Position) : ConfigValue(Position)
{
    public override string Kind => "empty";
}
