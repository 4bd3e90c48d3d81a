namespace P5.Toml;

/// <summary><c>{ ... }</c>; since TOML 1.1 it may span lines and end with a comma.</summary>
public sealed class InlineTableSyntax : ValueSyntax
{
    internal InlineTableSyntax(SyntaxToken open)
    {
        Open = Adopt(open);
        Items = new SyntaxList<InlineTableItemSyntax>(this);
    }

    /// <summary>The opening brace.</summary>
    public SyntaxToken Open { get; }

    /// <summary>What stands between, with the commas.</summary>
    public SyntaxList<InlineTableItemSyntax> Items { get; }

    /// <summary>The closing brace.</summary>
    public SyntaxToken Close { get; private set; } = null!;

    /// <inheritdoc/>
    public override IEnumerable<SyntaxElement> Children => [Open, .. Items, Close];

    /// <inheritdoc/>
    public override void Accept(SyntaxVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        visitor.VisitInlineTable(this);
    }

    internal void End(SyntaxToken close) => Close = Adopt(close);
}
