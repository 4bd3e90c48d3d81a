using System.Text;

namespace P5.Toml;

/// <summary>
/// A token with the trivia around it. Trailing trivia is what follows on the same line when nothing else does,
/// its line end included; everything else stands before the next token.
/// </summary>
public sealed class SyntaxToken : SyntaxElement
{
    // Most tokens have nothing around them, and a large file has millions of tokens: no lists for nothing.
    private List<SyntaxTrivia>? _leading;
    private List<SyntaxTrivia>? _trailing;

    internal SyntaxToken(TokenKind kind, string text, string valueText, TextPosition position)
    {
        Kind = kind;
        Text = text;
        ValueText = valueText;
        Position = position;
    }

    /// <summary>What the token is.</summary>
    public TokenKind Kind { get; internal set; }

    /// <summary>The token's text, unchanged.</summary>
    public string Text { get; internal set; }

    /// <summary>For a key and a string what it means, without quotes and escapes; else <see cref="Text"/>.</summary>
    public string ValueText { get; internal set; }

    /// <inheritdoc/>
    public override TextPosition Position { get; }

    /// <summary>What stands before the token.</summary>
    public IReadOnlyList<SyntaxTrivia> LeadingTrivia => _leading ?? (IReadOnlyList<SyntaxTrivia>)[];

    /// <summary>What follows on the token's line.</summary>
    public IReadOnlyList<SyntaxTrivia> TrailingTrivia => _trailing ?? (IReadOnlyList<SyntaxTrivia>)[];

    internal List<SyntaxTrivia> Leading
    {
        get => _leading ??= [];
        set => _leading = value;
    }

    internal List<SyntaxTrivia> Trailing
    {
        get => _trailing ??= [];
        set => _trailing = value;
    }

    internal override void WriteTo(StringBuilder builder)
    {
        Write(builder, _leading);
        builder.Append(Text);
        Write(builder, _trailing);
    }

    private static void Write(StringBuilder builder, List<SyntaxTrivia>? trivia)
    {
        foreach (SyntaxTrivia piece in trivia ?? [])
        {
            builder.Append(piece.Text);
        }
    }
}
