namespace P5.Toml;

/// <summary>What a token is.</summary>
public enum TokenKind
{
    /// <summary>A key without quotes.</summary>
    BareKey,

    /// <summary>Text or a key in <c>"</c>.</summary>
    BasicString,

    /// <summary>Text in <c>"""</c>.</summary>
    MultiLineBasicString,

    /// <summary>Text or a key in <c>'</c>.</summary>
    LiteralString,

    /// <summary>Text in <c>'''</c>.</summary>
    MultiLineLiteralString,

    /// <summary>A number, a boolean, a date or a time.</summary>
    Word,

    /// <summary><c>.</c> between the parts of a key.</summary>
    Dot,

    /// <summary><c>=</c>.</summary>
    EqualsSign,

    /// <summary><c>,</c>.</summary>
    Comma,

    /// <summary><c>[</c>.</summary>
    OpenBracket,

    /// <summary><c>]</c>.</summary>
    CloseBracket,

    /// <summary><c>[[</c>.</summary>
    OpenDoubleBracket,

    /// <summary><c>]]</c>.</summary>
    CloseDoubleBracket,

    /// <summary><c>{</c>.</summary>
    OpenBrace,

    /// <summary><c>}</c>.</summary>
    CloseBrace,

    /// <summary>The end of the text; it has no text of its own, only what stands before it.</summary>
    EndOfFile,
}
