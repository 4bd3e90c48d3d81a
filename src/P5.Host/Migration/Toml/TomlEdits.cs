using System.Globalization;
using System.Text;
using P5.Host.Migration.Yaml;
using Tomlyn.Syntax;

namespace P5.Host.Migration.Toml;

/// <summary>
/// Edits of one TOML file. All of them count from one syntax tree, and change nothing but the lines that they name.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="text">The text that the tree was parsed from.</param>
internal sealed class TomlEdits(string path, string text)
{
    private readonly List<TextEdit> _edits = [];
    private readonly Dictionary<InlineTableSyntax, HashSet<InlineTableItemSyntax>> _removed = [];

    /// <summary>The text with the edits.</summary>
    public string Apply() =>
        TextEdit.Apply(text, [.. _edits, .. _removed.SelectMany(table => Remove(table.Key, table.Value))]);

    /// <summary>Changes the last part of a key; the parts before it stay.</summary>
    public void Rename(KeyValueSyntax keyValue, string name) =>
        Replace(TomlSyntax.LastPart(keyValue.Key!), TomlText.QuoteKey(name));

    /// <summary>Puts a text in the value's place. The quotes stay of the same kind if the text allows it.</summary>
    public void SetValue(KeyValueSyntax keyValue, string value)
    {
        bool isLiteral = keyValue.Value is StringValueSyntax { Token.TokenKind: TokenKind.StringLiteral };
        Replace(keyValue.Value!, TomlText.Quote(value, preferLiteral: isLiteral));
    }

    /// <summary>
    /// Writes a key and its value as a comment above its line, or above the line whose inline table holds it.
    /// </summary>
    /// <param name="keyValue">The key.</param>
    /// <param name="note">What stands before the key in the comment, such as <c>was: </c>.</param>
    public void NoteAbove(KeyValueSyntax keyValue, string note)
    {
        KeyValueSyntax line = LineOf(keyValue);
        int start = text.LineStart(line.Key!.Span.Offset);
        _edits.Add(new TextEdit(start, start, Indent(line) + Comment(line, note + Content(keyValue)) + LineEnd(line)));
    }

    /// <summary>
    /// Turns a key into a comment in the same place; from an inline table it moves above the line that holds that.
    /// </summary>
    /// <param name="keyValue">The key.</param>
    /// <param name="note">What stands before the key in the comment, such as <c>was: </c>.</param>
    /// <exception cref="P5Exception">It is in an inline table that has comments.</exception>
    public void CommentOut(KeyValueSyntax keyValue, string note)
    {
        if (keyValue.Parent is not InlineTableItemSyntax item)
        {
            int start = keyValue.Key!.Span.Offset;
            int end = text.LineEnd(TomlSyntax.EndOf(keyValue.Value!));
            _edits.Add(new TextEdit(start, end, Comment(keyValue, note + text[start..end])));
            return;
        }

        var table = (InlineTableSyntax)item.Parent!.Parent!;
        if (CommentFinder.HasComment(table))
        {
            int line = table.Span.Start.Line + 1;
            throw MigrationError.InFile(
                path,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{TomlSyntax.NameOf(TomlSyntax.LastPart(keyValue.Key!))}' has to be taken out of the inline "
                        + $"table in line {line}, but the table has comments, which could be about it."),
                "Remove the comments from that table, or write it with a header of its own, such as [plugins.NAME].");
        }

        NoteAbove(keyValue, note);
        if (!_removed.TryGetValue(table, out HashSet<InlineTableItemSyntax>? items))
        {
            _removed.Add(table, items = []);
        }

        items.Add(item);
    }

    private void Replace(SyntaxNode node, string replacement) =>
        _edits.Add(new TextEdit(node.Span.Offset, TomlSyntax.EndOf(node), replacement));

    /// <summary>
    /// The key and its value as they are written. A key in an inline table comes with the keys around it, such as
    /// <c>outer.inner = 1</c>, so that it can be told apart outside of its braces.
    /// </summary>
    private string Content(KeyValueSyntax keyValue)
    {
        var content = new StringBuilder(text[keyValue.Key!.Span.Offset..TomlSyntax.EndOf(keyValue.Value!)]);
        for (SyntaxNode? node = keyValue.Parent; node is not null; node = node.Parent)
        {
            if (node is KeyValueSyntax outer)
            {
                IEnumerable<string> parts = TomlSyntax.Parts(outer.Key!)
                    .Select(part => text[part.Span.Offset..TomlSyntax.EndOf(part)]);
                content.Insert(0, string.Join('.', parts) + ".");
            }
        }

        return content.ToString();
    }

    /// <summary>The key itself, or the one whose value holds the inline table around it.</summary>
    private static KeyValueSyntax LineOf(KeyValueSyntax keyValue)
    {
        KeyValueSyntax line = keyValue;
        for (SyntaxNode? node = keyValue.Parent; node is not null; node = node.Parent)
        {
            line = node as KeyValueSyntax ?? line;
        }

        return line;
    }

    /// <summary>Makes each line of a text a comment; those after the first with the indent of a key's line.</summary>
    private string Comment(KeyValueSyntax line, string content) => string.Join(
        LineEnd(line) + Indent(line), content.Split('\n').Select(part => $"# {part}".TrimEnd()));

    private string Indent(KeyValueSyntax line)
    {
        int start = line.Key!.Span.Offset;
        return text[text.LineStart(start)..start];
    }

    /// <summary>The line end behind a value; that of the last line, which may have none, is the file's first.</summary>
    private string LineEnd(KeyValueSyntax line)
    {
        int end = text.LineEnd(TomlSyntax.EndOf(line.Value!));
        return end == text.Length ? text.LineEnding() : text[end..text.NextLine(end)];
    }

    /// <summary>Takes keys out of an inline table, each with one comma.</summary>
    private static IEnumerable<TextEdit> Remove(InlineTableSyntax table, HashSet<InlineTableItemSyntax> removed)
    {
        InlineTableItemSyntax[] items = [.. table.Items];
        for (int first = 0; first < items.Length; first++)
        {
            if (!removed.Contains(items[first]))
            {
                continue;
            }

            int next = first + 1;
            while (next < items.Length && removed.Contains(items[next]))
            {
                next++;
            }

            yield return (first, next) switch
            {
                (_, _) when next < items.Length => new TextEdit(items[first].Span.Offset, items[next].Span.Offset, ""),
                (> 0, _) => new TextEdit(EndOf(items[first - 1]), EndOf(items[^1]), ""),
                _ => new TextEdit(TomlSyntax.EndOf(table.OpenBrace!), table.CloseBrace!.Span.Offset, ""),
            };
            first = next;
        }
    }

    /// <summary>Offset behind the value, before the comma.</summary>
    private static int EndOf(InlineTableItemSyntax item) => TomlSyntax.EndOf(item.KeyValue!.Value!);

    private sealed class CommentFinder(int end) : SyntaxVisitor
    {
        private bool _found;

        public static bool HasComment(InlineTableSyntax table)
        {
            var finder = new CommentFinder(table.CloseBrace!.Span.Offset);
            table.Accept(finder);
            return finder._found;
        }

        // Behind the closing brace stands the comment of the line.
        public override void Visit(SyntaxTrivia trivia) =>
            _found |= trivia.Kind == TokenKind.Comment && trivia.Span.Offset < end;
    }
}
