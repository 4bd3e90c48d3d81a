namespace P5.Toml;

/// <summary><c>[ ... ]</c> as a value.</summary>
public sealed class ArraySyntax : ValueSyntax
{
    internal ArraySyntax(SyntaxToken open)
    {
        Open = Adopt(open);
        Items = new SyntaxList<ArrayItemSyntax>(this);
    }

    /// <summary>The opening bracket.</summary>
    public SyntaxToken Open { get; }

    /// <summary>What stands between, with the commas.</summary>
    public SyntaxList<ArrayItemSyntax> Items { get; }

    /// <summary>The closing bracket.</summary>
    public SyntaxToken Close { get; private set; } = null!;

    /// <inheritdoc/>
    public override IEnumerable<SyntaxElement> Children => [Open, .. Items, Close];

    /// <inheritdoc/>
    public override void Accept(SyntaxVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        visitor.VisitArray(this);
    }

    internal void End(SyntaxToken close) => Close = Adopt(close);
}
