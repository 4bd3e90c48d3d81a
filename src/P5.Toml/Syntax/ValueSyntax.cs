namespace P5.Toml;

/// <summary>The right side of a key, or an element of an array.</summary>
public abstract class ValueSyntax : SyntaxNode
{
    private protected ValueSyntax()
    {
    }
}
