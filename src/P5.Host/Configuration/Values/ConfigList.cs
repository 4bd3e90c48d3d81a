namespace P5.Host;

/// <summary>A YAML sequence or TOML array.</summary>
internal sealed record ConfigList(ConfigPosition Position, IReadOnlyList<ConfigValue> Items) : ConfigValue(Position)
{
    public override string Kind => "a list";
}
