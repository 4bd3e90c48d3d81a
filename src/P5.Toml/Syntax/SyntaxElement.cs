using System.Text;

namespace P5.Toml;

/// <summary>A node or a token of the syntax tree.</summary>
public abstract class SyntaxElement
{
    private protected SyntaxElement()
    {
    }

    /// <summary>The node that this is a part of; null for a document and for what was removed.</summary>
    public SyntaxNode? Parent { get; internal set; }

    /// <summary>
    /// Where this starts, after white space and comments, in the text that was read. An edit moves no position.
    /// </summary>
    public abstract TextPosition Position { get; }

    /// <summary>This part of the text exactly as it was read, with the trivia around it, and with all edits.</summary>
    /// <returns>The text.</returns>
    public sealed override string ToString()
    {
        var builder = new StringBuilder();
        WriteTo(builder);
        return builder.ToString();
    }

    internal abstract void WriteTo(StringBuilder builder);
}
