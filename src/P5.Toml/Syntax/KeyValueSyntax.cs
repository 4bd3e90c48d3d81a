namespace P5.Toml;

/// <summary><c>key = value</c>, under a header or in an inline table.</summary>
public sealed class KeyValueSyntax : SyntaxNode
{
    internal KeyValueSyntax(KeySyntax key, SyntaxToken equalsSign, ValueSyntax value)
    {
        Key = Adopt(key);
        EqualsSign = Adopt(equalsSign);
        Value = Adopt(value);
    }

    /// <summary>The key.</summary>
    public KeySyntax Key { get; }

    /// <summary>The <c>=</c>.</summary>
    public SyntaxToken EqualsSign { get; }

    /// <summary>The value.</summary>
    public ValueSyntax Value { get; private set; }

    /// <summary>
    /// The line or lines of the file that this belongs to: itself under a header, else the key whose value holds the
    /// inline table around it.
    /// </summary>
    public KeyValueSyntax Line
    {
        get
        {
            KeyValueSyntax line = this;
            for (SyntaxNode? node = Parent; node is not null; node = node.Parent)
            {
                line = node as KeyValueSyntax ?? line;
            }

            return line;
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<SyntaxElement> Children => [Key, EqualsSign, Value];

    /// <inheritdoc/>
    public override void Accept(SyntaxVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        visitor.VisitKeyValue(this);
    }

    /// <summary>Puts a text in the value's place. The quotes stay of the same kind where the text allows it.</summary>
    /// <param name="value">The text, as it is meant.</param>
    public void SetValue(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        SyntaxToken first = Value.FirstToken;
        bool preferLiteral = first.Kind == TokenKind.LiteralString;
        string text = TomlText.Quote(value, preferLiteral);
        TokenKind kind = text[0] == '"' ? TokenKind.BasicString : TokenKind.LiteralString;
        var token = new SyntaxToken(kind, text, value, first.Position)
        {
            Leading = first.Leading,
            Trailing = Value.LastToken.Trailing,
        };
        Value.Parent = null;
        Value = Adopt(new ScalarSyntax(token, new TomlString(first.Position, value)));
    }
}
