using P5.Host;

namespace P5.Migration;

/// <summary>The text of an entry of a YAML table, to be written elsewhere, under other keys if needed.</summary>
internal sealed class YamlFragment
{
    private readonly string _lineEnding;
    private readonly string _key;
    private readonly string _tail;
    private readonly int _column;
    private readonly IReadOnlyList<string> _comments;

    private YamlFragment(string text, KeySpan entry)
    {
        _lineEnding = text.LineEnding();
        _key = text[entry.KeyStart..entry.KeyEnd];
        _column = text.Column(entry.Start);
        Start = entry.Start;
        End = entry.End;
        _comments = [];
        if (!entry.IsInBraces)
        {
            Start = CommentsStart(text, entry);
            End = BlockEnd(text, entry);
            string above = text[Start..text.LineStart(entry.Start)];
            _comments = [.. above.Split('\n').SkipLast(1).Select(line => line.Trim())];
        }

        _tail = text[entry.KeyEnd..End];
        if (!_tail.AsSpan().TrimStart().StartsWith(':'))
        {
            throw new EditRefusedException("one of its keys is written with a question mark");
        }
    }

    /// <summary>Offset of the entry; unless it is in braces, that of the first comment line right above it.</summary>
    public int Start { get; }

    /// <summary>Offset after the entry; unless it is in braces, after its last line and the comments in it.</summary>
    public int End { get; }

    /// <summary>Whether the entry can be written in braces.</summary>
    public bool IsInline => _comments.Count == 0 && !_tail.AsSpan().ContainsAny('\n', '#');

    /// <exception cref="EditRefusedException">The entry is not written in a form that can be moved.</exception>
    public static YamlFragment Read(string text, KeySpan entry)
    {
        if (!entry.IsInBraces)
        {
            entry.CheckStartsLine(text);
        }

        return new YamlFragment(text, entry);
    }

    /// <summary>
    /// Offset of the end of the last line of an entry that is not in braces; comments below it that are further right
    /// belong to it.
    /// </summary>
    public static int BlockEnd(string text, KeySpan entry)
    {
        int column = text.Column(entry.Start);
        int end = text.LineEnd(entry.End);
        for (int line = text.NextLine(end); line < text.Length; line = text.NextLine(line))
        {
            ReadOnlySpan<char> content = text.AsSpan(line..text.LineEnd(line));
            ReadOnlySpan<char> trimmed = content.TrimStart(' ');
            if (trimmed.IsEmpty)
            {
                continue;
            }

            if (trimmed[0] != '#' || content.Length - trimmed.Length <= column)
            {
                break;
            }

            end = text.LineEnd(line);
        }

        return end;
    }

    /// <summary>The entry on its own lines, without the line end of the last one.</summary>
    /// <param name="keys">The keys above its value, outermost first; null for its own key.</param>
    /// <param name="column">The column of the first key.</param>
    /// <param name="step">How much further right each next key is.</param>
    public string ToBlock(IReadOnlyList<string>? keys, int column, int step)
    {
        keys ??= [_key];
        int last = column + ((keys.Count - 1) * step);
        IEnumerable<string> lines =
        [
            .. _comments.Select(comment => new string(' ', column) + comment),
            .. keys.SkipLast(1).Select((key, index) => $"{new string(' ', column + (index * step))}{key}:"),
            new string(' ', last) + keys[^1] + _tail.ShiftFollowingLines(last - _column),
        ];
        return string.Join(_lineEnding, lines);
    }

    /// <summary>The entry in the form for braces.</summary>
    /// <param name="keys">As for <see cref="ToBlock"/>.</param>
    public string ToInline(IReadOnlyList<string>? keys)
    {
        keys ??= [_key];
        return string.Join(": {", keys) + _tail + new string('}', keys.Count - 1);
    }

    /// <summary>Comments right above, in the same column, belong to the entry.</summary>
    private static int CommentsStart(string text, KeySpan entry)
    {
        int column = text.Column(entry.Start);
        int start = text.LineStart(entry.Start);
        while (start > 0)
        {
            int above = text.LineStart(start - 1);
            ReadOnlySpan<char> line = text.AsSpan(above..start);
            ReadOnlySpan<char> trimmed = line.TrimStart(' ');
            if (!trimmed.StartsWith('#') || line.Length - trimmed.Length != column)
            {
                break;
            }

            start = above;
        }

        return start;
    }
}
