namespace P5.Toml;

/// <summary>Finds what stands around the line of a key.</summary>
internal static class LineNavigation
{
    /// <summary>The keys under the same header; null for a key in an inline table.</summary>
    public static SyntaxList<KeyValueSyntax>? Siblings(this KeyValueSyntax keyValue) => keyValue.Parent switch
    {
        DocumentSyntax document => document.KeyValues,
        TableSyntaxBase table => table.KeyValues,
        InlineTableItemSyntax => null,
        _ => throw new InvalidOperationException("The key was removed from its document."),
    };

    /// <summary>The first token after a line.</summary>
    public static SyntaxToken NextLineToken(this KeyValueSyntax line)
    {
        SyntaxList<KeyValueSyntax> siblings = line.Siblings()!;
        int next = siblings.IndexOf(line) + 1;
        if (next < siblings.Count)
        {
            return siblings[next].FirstToken;
        }

        DocumentSyntax document = line.Document();
        int table = line.Parent is TableSyntaxBase current ? document.Tables.IndexOf(current) + 1 : 0;
        return table < document.Tables.Count ? document.Tables[table].FirstToken : document.EndOfFile;
    }

    /// <summary>The line end of this line; of the last one, which may have none, the file's first.</summary>
    public static string LineEnd(this KeyValueSyntax keyValue)
    {
        SyntaxTrivia own = keyValue.Line.LastToken.Trailing.LastOrDefault();
        if (own.Kind == TriviaKind.NewLine)
        {
            return own.Text;
        }

        return FirstLineEnd(keyValue.Document().ToString());
    }

    /// <summary>The first line end of a text; of a text without one, a line feed.</summary>
    public static string FirstLineEnd(string text)
    {
        int lineFeed = text.IndexOf('\n', StringComparison.Ordinal);
        return lineFeed > 0 && text[lineFeed - 1] == '\r' ? "\r\n" : "\n";
    }

    private static DocumentSyntax Document(this KeyValueSyntax keyValue)
    {
        SyntaxNode node = keyValue;
        while (node.Parent is not null)
        {
            node = node.Parent;
        }

        return (DocumentSyntax)node;
    }
}
