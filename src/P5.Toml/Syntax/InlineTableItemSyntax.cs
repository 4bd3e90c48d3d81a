namespace P5.Toml;

/// <summary>One key of an inline table, with its comma.</summary>
public sealed class InlineTableItemSyntax : ItemSyntax
{
    internal InlineTableItemSyntax(KeyValueSyntax keyValue) => KeyValue = Adopt(keyValue);

    /// <summary>The key with its value.</summary>
    public KeyValueSyntax KeyValue { get; }

    private protected override SyntaxNode Content => KeyValue;

    /// <inheritdoc/>
    public override void Accept(SyntaxVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        visitor.VisitInlineTableItem(this);
    }
}
