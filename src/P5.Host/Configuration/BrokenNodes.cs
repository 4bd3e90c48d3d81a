using Tomlyn.Syntax;

namespace P5.Host;

/// <summary>Finds the nodes of a syntax tree that Tomlyn's errors are about: the errors have places only.</summary>
internal sealed class BrokenNodes : SyntaxVisitor
{
    private readonly HashSet<int> _afterHeaders = [];
    private readonly List<StringValueSyntax> _strings = [];
    private readonly Dictionary<int, int> _comments = [];
    private readonly List<ValueSyntax> _unclosed = [];

    public static BrokenNodes Of(DocumentSyntax document)
    {
        var nodes = new BrokenNodes();
        document.Accept(nodes);
        return nodes;
    }

    /// <summary>Whether the text at an offset follows a header on its line.</summary>
    public bool IsAfterHeader(int offset) => _afterHeaders.Contains(offset);

    /// <summary>The innermost array or inline table that is not closed at an offset, or null.</summary>
    public ValueSyntax? UnclosedAt(int offset) => _unclosed.FindLast(node => node.Span.Offset < offset);

    /// <summary>The string that covers an offset, or null.</summary>
    public StringValueSyntax? StringAt(int offset) => _strings.FindLast(
        node => node.Span.Offset <= offset && offset <= TomlSyntax.EndOf(node));

    /// <summary>Where the comment starts that ends at an offset, or null.</summary>
    public int? CommentBefore(int offset) => _comments.TryGetValue(offset, out int start) ? start : null;

    /// <summary>Whether the inline table that is not closed at an offset needs a key there, and not a comma.</summary>
    public bool NeedsKey(int offset) =>
        UnclosedAt(offset) is InlineTableSyntax { Items: var items }
        && (items.ChildrenCount == 0 || items.GetChild(items.ChildrenCount - 1)!.Comma is not null);

    public override void Visit(TableSyntax table) => VisitHeader(table);

    public override void Visit(TableArraySyntax table) => VisitHeader(table);

    public override void Visit(SyntaxTrivia trivia)
    {
        if (trivia.Kind == TokenKind.Comment)
        {
            _comments.Add(trivia.Span.End.Offset + 1, trivia.Span.Offset);
        }
    }

    public override void Visit(StringValueSyntax stringValue)
    {
        _strings.Add(stringValue);
        base.Visit(stringValue);
    }

    public override void Visit(ArraySyntax array) => VisitContainer(array, array.CloseBracket);

    public override void Visit(InlineTableSyntax inlineTable) => VisitContainer(inlineTable, inlineTable.CloseBrace);

    private void VisitContainer(ValueSyntax node, SyntaxToken? close)
    {
        if (close is null)
        {
            _unclosed.Add(node);
        }

        DefaultVisit(node);
    }

    private void VisitHeader(TableSyntaxBase table)
    {
        if (table.EndOfLineToken is InvalidSyntaxToken { Span.Offset: var offset })
        {
            _afterHeaders.Add(offset);
        }

        DefaultVisit(table);
    }
}
