namespace P5.Toml;

/// <summary>A key of one part, or of several with dots between them.</summary>
public sealed class KeySyntax : SyntaxNode
{
    private readonly List<SyntaxToken> _tokens = [];

    internal KeySyntax(SyntaxToken first) => _tokens.Add(Adopt(first));

    /// <summary>The parts without the dots; <see cref="SyntaxToken.ValueText"/> is the part's name.</summary>
    public IEnumerable<SyntaxToken> Parts => _tokens.Where(token => token.Kind != TokenKind.Dot);

    /// <summary>The names of the parts.</summary>
    public IEnumerable<string> Path => Parts.Select(token => token.ValueText);

    /// <inheritdoc/>
    public override IEnumerable<SyntaxElement> Children => _tokens;

    /// <inheritdoc/>
    public override void Accept(SyntaxVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        visitor.VisitKey(this);
    }

    /// <summary>Changes the last part's name; the parts before it stay.</summary>
    /// <param name="name">The new name, as it is meant; it is written with quotes where it needs them.</param>
    public void Rename(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        SyntaxToken last = LastToken;
        last.Text = TomlText.QuoteKey(name);
        last.ValueText = name;
        last.Kind = last.Text == name ? TokenKind.BareKey : TokenKind.BasicString;
    }

    internal void Add(SyntaxToken dot, SyntaxToken part)
    {
        _tokens.Add(Adopt(dot));
        _tokens.Add(Adopt(part));
    }
}
