namespace P5.Migration.Yaml.Outline;

/// <summary>A key of a mapping with its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
internal sealed record OutlineEntry(OutlineNode Key, OutlineNode Value)
{
    /// <summary>Offset of the key.</summary>
    public int Start => Key.Start;

    /// <summary>Offset behind the value, or behind the colon where none is written.</summary>
    public int End => Math.Max(Key.End, Value.End);
}
