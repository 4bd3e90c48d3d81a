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

    internal void Add(SyntaxToken dot, SyntaxToken part)
    {
        _tokens.Add(Adopt(dot));
        _tokens.Add(Adopt(part));
    }
}
