namespace P5.Toml;

/// <summary>A typed value of a TOML document.</summary>
public abstract class TomlValue
{
    private protected TomlValue(TextPosition position) => Position = position;

    /// <summary>
    /// Where the value was written. For a table without braces: its header, or the key that first names it.
    /// </summary>
    public TextPosition Position { get; }

    /// <summary>The value's type.</summary>
    public abstract TomlKind Kind { get; }
}
