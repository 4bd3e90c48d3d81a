namespace P5.Host;

/// <summary>A YAML <c>!!binary</c> that is no UTF-8 and so cannot become text.</summary>
internal sealed record ConfigBytes(ConfigPosition Position, ReadOnlyMemory<byte> Value) : ConfigValue(Position)
{
    public override string Kind => "binary data";
}
