namespace P5.Toml;

/// <summary><c>[[name]]</c> and the keys under it: one element of that array.</summary>
public sealed class TableArraySyntax : TableSyntaxBase
{
    internal TableArraySyntax(SyntaxToken open, KeySyntax name, SyntaxToken close)
        : base(open, name, close)
    {
    }

    /// <inheritdoc/>
    public override void Accept(SyntaxVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        visitor.VisitTableArray(this);
    }
}
