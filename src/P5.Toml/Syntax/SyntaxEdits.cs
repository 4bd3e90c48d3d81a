namespace P5.Toml;

/// <summary>
/// Edits of whole lines. They change nothing but the lines that they name, and write new lines with the indent and
/// the line ends of their neighbours. No edit is checked against the rest of the document: parse the text again.
/// </summary>
public static class SyntaxEdits
{
    /// <summary>Writes a comment on a line above this key, or above the line whose inline table holds it.</summary>
    /// <param name="keyValue">The key.</param>
    /// <param name="comment">The comment without its <c>#</c>; each of its lines becomes one.</param>
    /// <exception cref="ArgumentException">The comment has a control character.</exception>
    public static void InsertCommentAbove(this KeyValueSyntax keyValue, string comment)
    {
        ArgumentNullException.ThrowIfNull(keyValue);
        ArgumentNullException.ThrowIfNull(comment);
        if (comment.Any(c => TextRules.IsForbidden(c) && c is not ('\r' or '\n')))
        {
            throw new ArgumentException("A TOML comment cannot hold control characters.", nameof(comment));
        }

        List<SyntaxTrivia> leading = keyValue.Line.FirstToken.Leading;
        leading.InsertRange(
            leading.Count - Indent(leading).Length,
            CommentLines(keyValue, comment, endLastLine: true));
    }

    /// <summary>Writes a key on its own line below this one, and below its comment.</summary>
    /// <param name="keyValue">A key that is on its own line.</param>
    /// <param name="text">The new key and its value as TOML, without a line end.</param>
    /// <returns>The new key.</returns>
    /// <exception cref="InvalidOperationException">The key is in an inline table.</exception>
    /// <exception cref="TomlException">The text is not TOML.</exception>
    /// <exception cref="ArgumentException">The text is not one key with its value.</exception>
    public static KeyValueSyntax InsertAfter(this KeyValueSyntax keyValue, string text)
    {
        ArgumentNullException.ThrowIfNull(keyValue);
        SyntaxList<KeyValueSyntax> siblings = keyValue.Siblings()
            ?? throw new InvalidOperationException("Only a key on its own line can have another below it.");
        DocumentSyntax parsed = TomlParser.ParseStrict(text);
        if (parsed.KeyValues.Count != 1 || parsed.Tables.Count > 0)
        {
            throw new ArgumentException("One key with its value is needed.", nameof(text));
        }

        KeyValueSyntax added = parsed.KeyValues[0];
        parsed.KeyValues.Remove(added);
        added.FirstToken.Leading = [.. Indent(keyValue.FirstToken.Leading)];
        MoveLineEnd(keyValue, added);
        siblings.Insert(siblings.IndexOf(keyValue) + 1, added);
        return added;
    }

    /// <summary>Writes tables at the end of the document, a blank line below what stands there.</summary>
    /// <param name="document">The document.</param>
    /// <param name="text">One or more tables as TOML, each with its header.</param>
    /// <exception cref="TomlException">The text is not TOML.</exception>
    /// <exception cref="ArgumentException">The text has no table, or keys before the first one.</exception>
    public static void AppendTables(this DocumentSyntax document, string text)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(text);
        string before = document.ToString();
        string lineEnd = LineNavigation.FirstLineEnd(before);
        // Not ReplaceLineEndings: what it takes for line ends beside these may stand in a TOML string.
        DocumentSyntax parsed = TomlParser.ParseStrict(
            text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", lineEnd, StringComparison.Ordinal));
        if (parsed.KeyValues.Count > 0 || parsed.Tables.Count == 0)
        {
            throw new ArgumentException("Tables are needed, and no key before them.", nameof(text));
        }

        // What stands before the end, such as comments below the last table, now stands before the new ones.
        var newLine = new SyntaxTrivia(TriviaKind.NewLine, lineEnd);
        List<SyntaxTrivia> leading = [.. document.EndOfFile.Leading];
        if (before.Length > 0)
        {
            leading.AddRange(before.EndsWith('\n') ? [newLine] : [newLine, newLine]);
        }

        SyntaxToken first = parsed.FirstToken;
        first.Leading = [.. leading, .. first.Leading];
        document.EndOfFile.Leading = [.. parsed.EndOfFile.Leading];
        while (parsed.Tables.Count > 0)
        {
            TableSyntaxBase table = parsed.Tables[0];
            parsed.Tables.Remove(table);
            document.Tables.Add(table);
        }
    }

    /// <summary>
    /// Takes the key away. On its own line, the line goes with the comment on it and the comments right above it; in
    /// an inline table, a comma goes with it.
    /// </summary>
    /// <param name="keyValue">The key.</param>
    public static void Remove(this KeyValueSyntax keyValue)
    {
        ArgumentNullException.ThrowIfNull(keyValue);
        if (keyValue.Siblings() is null)
        {
            RemoveItem((InlineTableItemSyntax)keyValue.Parent!);
            return;
        }

        List<SyntaxTrivia> leading = keyValue.FirstToken.Leading;
        Replace(keyValue, leading[..OwnCommentsStart(leading)]);
    }

    /// <summary>
    /// Turns the key into a comment in the same place; from an inline table it moves above the line that holds that.
    /// </summary>
    /// <param name="keyValue">The key.</param>
    /// <param name="note">What stands before the key in the comment, such as <c>was: </c>.</param>
    public static void CommentOut(this KeyValueSyntax keyValue, string note = "")
    {
        ArgumentNullException.ThrowIfNull(keyValue);
        if (keyValue.Siblings() is null)
        {
            keyValue.InsertCommentAbove(note + keyValue.ContentText());
            RemoveItem((InlineTableItemSyntax)keyValue.Parent!);
            return;
        }

        List<SyntaxTrivia> trailing = keyValue.LastToken.Trailing;
        bool endsLine = trailing.Count > 0 && trailing[^1].Kind == TriviaKind.NewLine;
        string comment = string.Concat(trailing.SkipLast(endsLine ? 1 : 0).Select(piece => piece.Text));
        IEnumerable<SyntaxTrivia> lines =
            CommentLines(keyValue, note + keyValue.ContentText() + comment, endLastLine: endsLine);
        List<SyntaxTrivia> leading = keyValue.FirstToken.Leading;
        Replace(keyValue, [.. leading.SkipLast(Indent(leading).Length), .. lines]);
    }

    /// <summary>
    /// The key and its value as they are written, without what stands before and after them. A key in an inline table
    /// comes with the keys around it, such as <c>outer.inner = 1</c>, so that it can be told apart outside its braces.
    /// </summary>
    /// <param name="keyValue">The key.</param>
    /// <returns>The text.</returns>
    public static string ContentText(this KeyValueSyntax keyValue)
    {
        ArgumentNullException.ThrowIfNull(keyValue);
        int before = keyValue.FirstToken.Leading.Sum(piece => piece.Text.Length);
        int after = keyValue.LastToken.Trailing.Sum(piece => piece.Text.Length);
        string text = keyValue.ToString()[before..^after];
        for (SyntaxNode? node = keyValue.Parent; node is not null; node = node.Parent)
        {
            if (node is KeyValueSyntax outer)
            {
                text = $"{string.Concat(outer.Key.Children.Select(token => ((SyntaxToken)token).Text))}.{text}";
            }
        }

        return text;
    }

    private static void RemoveItem(InlineTableItemSyntax item)
    {
        var table = (InlineTableSyntax)item.Parent!;
        int index = table.Items.IndexOf(item);
        if (index + 1 < table.Items.Count)
        {
            if (item.Comma!.Trailing.Count == 0)
            {
                // On one line the next key takes this one's place, and its distance from what stands before.
                table.Items[index + 1].FirstToken.Leading = item.FirstToken.Leading;
            }
        }
        else if (item.Comma is null && index > 0)
        {
            table.Items[index - 1].RemoveComma();
        }

        table.Items.Remove(item);
        if (table.Items.Count == 0
            && !table.Open.Trailing.Concat(table.Close.Leading).Any(piece => piece.Kind == TriviaKind.Comment))
        {
            table.Open.Trailing = [];
            table.Close.Leading = [];
        }
    }

    /// <summary>Puts trivia in the place of a line.</summary>
    private static void Replace(KeyValueSyntax keyValue, IEnumerable<SyntaxTrivia> trivia)
    {
        SyntaxToken next = keyValue.NextLineToken();
        next.Leading = [.. trivia, .. next.Leading];
        keyValue.Siblings()!.Remove(keyValue);
    }

    /// <summary>Ends a line, and leaves the next as this one was: the last line of a file may have no end.</summary>
    private static void MoveLineEnd(KeyValueSyntax line, KeyValueSyntax next)
    {
        List<SyntaxTrivia> trailing = line.LastToken.Trailing;
        var lineEnd = new SyntaxTrivia(TriviaKind.NewLine, line.LineEnd());
        if (trailing.Count > 0 && trailing[^1].Kind == TriviaKind.NewLine)
        {
            next.LastToken.Trailing.Add(lineEnd);
        }
        else
        {
            trailing.Add(lineEnd);
        }
    }

    private static IEnumerable<SyntaxTrivia> CommentLines(KeyValueSyntax keyValue, string comment, bool endLastLine)
    {
        SyntaxTrivia[] indent = Indent(keyValue.Line.FirstToken.Leading);
        var lineEnd = new SyntaxTrivia(TriviaKind.NewLine, keyValue.LineEnd());
        string[] lines = comment.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            foreach (SyntaxTrivia space in indent)
            {
                yield return space;
            }

            yield return new SyntaxTrivia(TriviaKind.Comment, $"# {lines[i]}".TrimEnd());
            if (endLastLine || i < lines.Length - 1)
            {
                yield return lineEnd;
            }
        }
    }

    /// <summary>The white space right before the token: one piece, or none.</summary>
    private static SyntaxTrivia[] Indent(List<SyntaxTrivia> leading) =>
        leading.Count > 0 && leading[^1].Kind == TriviaKind.Whitespace ? [leading[^1]] : [];

    /// <summary>Where the comment lines start that stand right above, without a blank line between.</summary>
    private static int OwnCommentsStart(List<SyntaxTrivia> leading)
    {
        int start = leading.Count - Indent(leading).Length;
        while (start >= 2
            && leading[start - 1].Kind == TriviaKind.NewLine
            && leading[start - 2].Kind == TriviaKind.Comment)
        {
            start -= 2;
            if (start > 0 && leading[start - 1].Kind == TriviaKind.Whitespace)
            {
                start--;
            }
        }

        return start;
    }
}
