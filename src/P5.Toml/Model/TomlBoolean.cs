namespace P5.Toml;

/// <summary>A boolean.</summary>
public sealed class TomlBoolean : TomlValue
{
    internal TomlBoolean(TextPosition position, bool value)
        : base(position) => Value = value;

    /// <inheritdoc/>
    public override TomlKind Kind => TomlKind.Boolean;

    /// <summary>The boolean.</summary>
    public bool Value { get; }
}
