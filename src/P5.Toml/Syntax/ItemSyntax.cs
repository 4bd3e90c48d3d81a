namespace P5.Toml;

/// <summary>One element between brackets or braces, with its comma.</summary>
public abstract class ItemSyntax : SyntaxNode
{
    private protected ItemSyntax()
    {
    }

    /// <summary>The comma after the element; null after the last where none is written.</summary>
    public SyntaxToken? Comma { get; private set; }

    /// <summary>The element without its comma.</summary>
    private protected abstract SyntaxNode Content { get; }

    /// <inheritdoc/>
    public override IEnumerable<SyntaxElement> Children => Comma is null ? [Content] : [Content, Comma];

    internal void End(SyntaxToken comma) => Comma = Adopt(comma);

    /// <summary>Takes the comma away; what follows it on its line stays.</summary>
    internal void RemoveComma()
    {
        if (Comma is null)
        {
            return;
        }

        List<SyntaxTrivia> rest = Comma.Trailing;
        Comma = null;
        LastToken.Trailing.AddRange(rest);
    }
}
