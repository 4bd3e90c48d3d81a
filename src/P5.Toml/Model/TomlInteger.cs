namespace P5.Toml;

/// <summary>A whole number.</summary>
public sealed class TomlInteger : TomlValue
{
    internal TomlInteger(TextPosition position, long value)
        : base(position) => Value = value;

    /// <inheritdoc/>
    public override TomlKind Kind => TomlKind.Integer;

    /// <summary>The number; the notation (hexadecimal and so on) is not kept.</summary>
    public long Value { get; }
}
