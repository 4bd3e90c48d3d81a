namespace P5.Toml;

/// <summary>Text.</summary>
public sealed class TomlString : TomlValue
{
    internal TomlString(TextPosition position, string value)
        : base(position) => Value = value;

    /// <inheritdoc/>
    public override TomlKind Kind => TomlKind.String;

    /// <summary>The text without quotes, its escapes resolved; line ends inside it are as in the file.</summary>
    public string Value { get; }
}
