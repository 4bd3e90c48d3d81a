namespace P5.Toml;

/// <summary>One thing that is wrong with a TOML text.</summary>
/// <param name="Position">Where it is wrong.</param>
/// <param name="Message">
/// A plain sentence without the position. It names keys and single characters at most, never a value,
/// because values may be secrets.
/// </param>
/// <param name="Offending">The character or key that is wrong, in a form that can be shown, or null.</param>
public sealed record TomlDiagnostic(TextPosition Position, string Message, string? Offending = null);
