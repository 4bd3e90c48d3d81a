namespace P5.Toml;

/// <summary><c>[name]</c> and the keys under it.</summary>
public sealed class TableSyntax : TableSyntaxBase
{
    internal TableSyntax(SyntaxToken open, KeySyntax name, SyntaxToken close)
        : base(open, name, close)
    {
    }

    /// <inheritdoc/>
    public override void Accept(SyntaxVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        visitor.VisitTable(this);
    }
}
