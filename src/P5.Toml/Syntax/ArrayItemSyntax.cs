namespace P5.Toml;

/// <summary>One element of an array, with its comma.</summary>
public sealed class ArrayItemSyntax : ItemSyntax
{
    internal ArrayItemSyntax(ValueSyntax value) => Value = Adopt(value);

    /// <summary>The element.</summary>
    public ValueSyntax Value { get; }

    private protected override SyntaxNode Content => Value;

    /// <inheritdoc/>
    public override void Accept(SyntaxVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        visitor.VisitArrayItem(this);
    }
}
