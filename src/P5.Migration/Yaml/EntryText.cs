using P5.Host.Files;
using P5.Migration.Yaml.Outline;

namespace P5.Migration.Yaml;

/// <summary>An entry of a mapping as it is written, to be written again elsewhere under other keys.</summary>
internal sealed class EntryText
{
    private readonly string _lineEnding;
    private readonly string _key;
    private readonly string _tail;
    private readonly int _column;
    private readonly IReadOnlyList<string> _comments;

    private EntryText(string text, OutlineEntry entry, bool isInBraces)
    {
        _lineEnding = text.LineEnding();
        _key = text[entry.Key.Start..entry.Key.End];
        _column = text.Column(entry.Start);
        Start = entry.Start;
        End = entry.End;
        _comments = [];
        if (!isInBraces)
        {
            Start = CommentsStart(text, entry);
            End = BlockEnd(text, entry);
            _comments = [.. text[Start..text.LineStart(entry.Start)].Split('\n').SkipLast(1).Select(line => line.Trim())];
        }

        _tail = text[entry.Key.End..End];
        if (!_tail.AsSpan().TrimStart().StartsWith(':'))
        {
            throw new EditRefusedException("one of its keys is written with a question mark");
        }
    }

    /// <summary>Offset of the entry; of a block's, of the line of the first comment right above it.</summary>
    public int Start { get; }

    /// <summary>Offset behind the entry; of a block's, of its last line's end, comments inside it included.</summary>
    public int End { get; }

    /// <summary>Whether the entry can stand in braces.</summary>
    public bool IsInline => _comments.Count == 0 && !_tail.AsSpan().ContainsAny('\n', '#');

    /// <summary>Takes an entry out of a text.</summary>
    /// <exception cref="EditRefusedException">It is not written in a form that can be moved.</exception>
    public static EntryText Read(string text, OutlineEntry entry, bool isInBraces)
    {
        if (!isInBraces)
        {
            CheckStartsLine(text, entry);
        }

        return new EntryText(text, entry, isInBraces);
    }

    /// <exception cref="EditRefusedException">Something else stands before the entry in its line.</exception>
    public static void CheckStartsLine(string text, OutlineEntry entry)
    {
        if (!string.IsNullOrWhiteSpace(text[text.LineStart(entry.Start)..entry.Start]))
        {
            throw new EditRefusedException("something stands before one of its keys in the same line");
        }
    }

    /// <summary>Offset of the end of a block entry's last line; comments below that are further right belong to it.</summary>
    public static int BlockEnd(string text, OutlineEntry entry)
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

    /// <summary>The entry as a block, without the line end of its last line.</summary>
    /// <param name="keys">The keys above its value, outermost first; null for its own key.</param>
    /// <param name="column">How far right the first key stands.</param>
    /// <param name="step">How much further right each next one stands.</param>
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

    /// <summary>The entry for a place in braces.</summary>
    /// <param name="keys">As for <see cref="ToBlock"/>.</param>
    public string ToInline(IReadOnlyList<string>? keys)
    {
        keys ??= [_key];
        return string.Join(": {", keys) + _tail + new string('}', keys.Count - 1);
    }

    /// <summary>Comments right above, in the same column, are the entry's.</summary>
    private static int CommentsStart(string text, OutlineEntry entry)
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
