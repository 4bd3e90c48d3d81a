using System.Text;

namespace P5.Toml;

/// <summary>A part of the document that is made of other parts.</summary>
public abstract class SyntaxNode : SyntaxElement
{
    private protected SyntaxNode()
    {
    }

    /// <summary>The parts in the order of the text.</summary>
    public abstract IEnumerable<SyntaxElement> Children { get; }

    /// <inheritdoc/>
    public override TextPosition Position => FirstToken.Position;

    /// <summary>The first token in this node.</summary>
    public SyntaxToken FirstToken => Edge(node => node.Children.First());

    /// <summary>The last token in this node.</summary>
    public SyntaxToken LastToken => Edge(node => node.Children.Last());

    /// <summary>Calls the visitor's method for this kind of node.</summary>
    /// <param name="visitor">The visitor.</param>
    public abstract void Accept(SyntaxVisitor visitor);

    internal override void WriteTo(StringBuilder builder)
    {
        foreach (SyntaxElement child in Children)
        {
            child.WriteTo(builder);
        }
    }

    /// <summary>Makes this node the parent. An element has one parent, so it is taken from none.</summary>
    private protected T Adopt<T>(T element)
        where T : SyntaxElement
    {
        if (element.Parent is not null)
        {
            throw new InvalidOperationException("This part already belongs to a tree.");
        }

        element.Parent = this;
        return element;
    }

    private SyntaxToken Edge(Func<SyntaxNode, SyntaxElement> next)
    {
        SyntaxElement element = this;
        while (element is SyntaxNode node)
        {
            element = next(node);
        }

        return (SyntaxToken)element;
    }
}
