namespace P5.Toml;

/// <summary>Reads TOML 1.1. Every text becomes a tree that gives the same text back.</summary>
public static class TomlParser
{
    /// <summary>
    /// How deep tables and arrays may lie in each other: parts of a table's header, parts of a key, arrays and
    /// inline tables count one each. More is an error, so that no text can exhaust the stack of a reader.
    /// </summary>
    public const int MaxDepth = 128;

    /// <summary>Reads a text, whatever is wrong with it.</summary>
    /// <param name="text">The text; a byte order mark at its start is kept.</param>
    /// <returns>The tree; <see cref="DocumentSyntax.Diagnostics"/> is empty if the text is valid.</returns>
    public static DocumentSyntax Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Parser(text).ParseDocument();
    }

    /// <summary>Reads a text that must be valid.</summary>
    /// <param name="text">The text; a byte order mark at its start is kept.</param>
    /// <returns>The tree, without diagnostics.</returns>
    /// <exception cref="TomlException">The text is not valid: its first error.</exception>
    public static DocumentSyntax ParseStrict(string text)
    {
        DocumentSyntax document = Parse(text);
        document.ThrowIfInvalid();
        return document;
    }

    /// <summary>Turns a file's bytes into text. A byte order mark stays, so that they can be written back.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <returns>The text.</returns>
    /// <exception cref="TomlException">The bytes are not UTF-8: where the first wrong one is.</exception>
    public static string Decode(ReadOnlySpan<byte> utf8) => Utf8Text.Decode(utf8);
}
