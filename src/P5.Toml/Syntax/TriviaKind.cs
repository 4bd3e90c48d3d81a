namespace P5.Toml;

/// <summary>What a piece of text that carries no value is.</summary>
public enum TriviaKind
{
    /// <summary>The mark at the start of the file.</summary>
    ByteOrderMark,

    /// <summary>Spaces and tabs.</summary>
    Whitespace,

    /// <summary>One line end, <c>\n</c> or <c>\r\n</c>.</summary>
    NewLine,

    /// <summary>A comment with its <c>#</c>, without the line end.</summary>
    Comment,

    /// <summary>Text that could not be read; there is a diagnostic for it.</summary>
    Skipped,
}
