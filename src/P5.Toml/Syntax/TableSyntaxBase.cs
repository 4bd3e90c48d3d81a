namespace P5.Toml;

/// <summary>A header and the keys under it.</summary>
public abstract class TableSyntaxBase : SyntaxNode
{
    private protected TableSyntaxBase(SyntaxToken open, KeySyntax name, SyntaxToken close)
    {
        Open = Adopt(open);
        Name = Adopt(name);
        Close = Adopt(close);
        KeyValues = new SyntaxList<KeyValueSyntax>(this);
    }

    /// <summary>The opening bracket or brackets.</summary>
    public SyntaxToken Open { get; }

    /// <summary>The table's full name.</summary>
    public KeySyntax Name { get; }

    /// <summary>The closing bracket or brackets.</summary>
    public SyntaxToken Close { get; }

    /// <summary>The keys under this header.</summary>
    public SyntaxList<KeyValueSyntax> KeyValues { get; }

    /// <inheritdoc/>
    public override IEnumerable<SyntaxElement> Children => [Open, Name, Close, .. KeyValues];
}
