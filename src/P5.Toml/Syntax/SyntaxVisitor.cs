namespace P5.Toml;

/// <summary>Walks a tree. Every method visits the node's parts; override those of interest.</summary>
public abstract class SyntaxVisitor
{
    /// <summary>Visits the document: the keys before the first header, then the tables.</summary>
    /// <param name="node">The node.</param>
    public virtual void VisitDocument(DocumentSyntax node) => VisitChildren(node);

    /// <summary>Visits <c>[name]</c> and its keys.</summary>
    /// <param name="node">The node.</param>
    public virtual void VisitTable(TableSyntax node) => VisitChildren(node);

    /// <summary>Visits <c>[[name]]</c> and its keys.</summary>
    /// <param name="node">The node.</param>
    public virtual void VisitTableArray(TableArraySyntax node) => VisitChildren(node);

    /// <summary>Visits <c>key = value</c>.</summary>
    /// <param name="node">The node.</param>
    public virtual void VisitKeyValue(KeyValueSyntax node) => VisitChildren(node);

    /// <summary>Visits a key of one or more parts.</summary>
    /// <param name="node">The node.</param>
    public virtual void VisitKey(KeySyntax node) => VisitChildren(node);

    /// <summary>Visits text, a number, a boolean, a date or a time.</summary>
    /// <param name="node">The node.</param>
    public virtual void VisitScalar(ScalarSyntax node) => VisitChildren(node);

    /// <summary>Visits an array.</summary>
    /// <param name="node">The node.</param>
    public virtual void VisitArray(ArraySyntax node) => VisitChildren(node);

    /// <summary>Visits one element of an array with its comma.</summary>
    /// <param name="node">The node.</param>
    public virtual void VisitArrayItem(ArrayItemSyntax node) => VisitChildren(node);

    /// <summary>Visits an inline table.</summary>
    /// <param name="node">The node.</param>
    public virtual void VisitInlineTable(InlineTableSyntax node) => VisitChildren(node);

    /// <summary>Visits one key of an inline table with its comma.</summary>
    /// <param name="node">The node.</param>
    public virtual void VisitInlineTableItem(InlineTableItemSyntax node) => VisitChildren(node);

    private void VisitChildren(SyntaxNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        foreach (SyntaxElement child in node.Children)
        {
            (child as SyntaxNode)?.Accept(this);
        }
    }
}
