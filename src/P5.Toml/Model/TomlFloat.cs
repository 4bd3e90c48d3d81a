namespace P5.Toml;

/// <summary>A floating point number.</summary>
public sealed class TomlFloat : TomlValue
{
    internal TomlFloat(TextPosition position, double value)
        : base(position) => Value = value;

    /// <inheritdoc/>
    public override TomlKind Kind => TomlKind.Float;

    /// <summary>The number; infinities and NaN are possible.</summary>
    public double Value { get; }
}
