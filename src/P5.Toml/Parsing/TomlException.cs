namespace P5.Toml;

/// <summary>
/// A text is not valid TOML. The message is a plain sentence; callers put file, line and column before it.
/// </summary>
public sealed class TomlException : FormatException
{
    /// <summary>Makes the exception from what is wrong.</summary>
    /// <param name="diagnostic">What is wrong, and where.</param>
    public TomlException(TomlDiagnostic diagnostic)
        : base(diagnostic?.Message)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        Position = diagnostic.Position;
        Offending = diagnostic.Offending;
    }

    /// <summary>Where the text is wrong.</summary>
    public TextPosition Position { get; }

    /// <summary>The line, 1-based.</summary>
    public int Line => Position.Line;

    /// <summary>The column, 1-based, in UTF-16 characters.</summary>
    public int Column => Position.Column;

    /// <summary>The character or key that is wrong, in a form that can be shown, or null.</summary>
    public string? Offending { get; }
}
