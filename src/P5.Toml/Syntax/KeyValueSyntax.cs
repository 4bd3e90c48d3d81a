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

    /// <inheritdoc/>
    public override IEnumerable<SyntaxElement> Children => [Key, EqualsSign, Value];

    /// <inheritdoc/>
    public override void Accept(SyntaxVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        visitor.VisitKeyValue(this);
    }
}
