using System.Text;
using P5.Host;

namespace P5.Migration;

/// <summary>
/// Edits of one file, TOML or YAML. Their offsets are those of the text that was read, so that no edit depends on
/// another, and the text outside of their spans is unchanged.
/// </summary>
internal sealed class SpanEditor(ConfigDocument document)
{
    private readonly string _text = document.Source.Text;
    private readonly List<Edit> _edits = [];

    /// <summary>The number of edits so far, to <see cref="Undo"/> those that follow.</summary>
    public int Count => _edits.Count;

    public void Undo(int count) => _edits.RemoveRange(count, _edits.Count - count);

    /// <summary>Changes the last part of a key.</summary>
    public void Rename(KeySpan key, string name) =>
        Replace(key.KeyStart, key.KeyEnd, document.WriteKey(name, _text.AsSpan(key.KeyStart..key.KeyEnd)));

    public void SetValue(KeySpan key, string value)
    {
        string written = document.WriteText(value, _text.AsSpan(key.ValueStart..key.ValueEnd));
        Replace(key.ValueStart, key.ValueEnd, key.IsUnwritten ? " " + written : written);
    }

    /// <summary>Repeats a key and its value as a comment on a line above.</summary>
    /// <param name="key">The key.</param>
    /// <param name="note">What the comment begins with.</param>
    public void NoteAbove(KeySpan key, string note)
    {
        int start = _text.LineStart(key.LineOffset);
        int end = _text.LineEnd(start);
        int content = start + (end - start - _text.AsSpan(start..end).TrimStart().Length);
        string indent = _text[start..content];
        string lineEnd = LineEndAt(end);
        string comment = document.Comment(note + key.Prefix + _text[key.Start..key.End], indent, lineEnd, isCopy: true);
        Insert(start, indent + comment + lineEnd);
    }

    /// <summary>
    /// Converts a key and its value to a comment in their place; in braces, above the line of the braces.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="note">What the comment begins with.</param>
    /// <exception cref="EditRefusedException">Something precedes the key, or comments are in its braces.</exception>
    public void CommentOut(KeySpan key, string note)
    {
        if (key.IsInBraces)
        {
            NoteAbove(key, note);
            RemoveFromBraces(key);
            return;
        }

        key.CheckStartsLine(_text);
        int end = _text.LineEnd(key.End);
        string indent = _text[_text.LineStart(key.Start)..key.Start];
        Replace(key.Start, end, document.Comment(note + _text[key.Start..end], indent, LineEndAt(end), isCopy: false));
    }

    /// <summary>Removes an entry and one comma.</summary>
    /// <exception cref="EditRefusedException">Comments are in the braces.</exception>
    public void RemoveFromBraces(KeySpan entry)
    {
        if (entry.Outer!.HasComments)
        {
            throw CommentInBraces();
        }

        _edits.Add(new Edit(entry.Start, entry.End, "") { Removed = entry });
    }

    public void Replace(int start, int end, string replacement) => _edits.Add(new Edit(start, end, replacement));

    /// <summary>Inserts a text.</summary>
    /// <param name="offset">Where.</param>
    /// <param name="inserted">The text.</param>
    /// <param name="rank">Of the insertions at one offset those of a lower rank come first.</param>
    public void Insert(int offset, string inserted, int rank = 0) =>
        _edits.Add(new Edit(offset, offset, inserted) { Rank = rank });

    /// <summary>The text with all edits.</summary>
    /// <exception cref="EditRefusedException">
    /// A comment would be removed from braces, or two edits overlap.
    /// </exception>
    public string Apply()
    {
        ILookup<KeySpan?, Edit> byBraces = _edits.ToLookup(edit => edit.Removed?.Outer);
        Edit[] edits =
        [
            .. byBraces[null].Concat(byBraces.Where(braces => braces.Key is not null).SelectMany(Removals))
                .OrderBy(edit => edit.Start)
                .ThenBy(edit => edit.End)
                .ThenBy(edit => edit.Rank),
        ];
        var result = new StringBuilder(_text.Length);
        int done = 0;
        foreach (Edit edit in edits)
        {
            if (edit.Start < done)
            {
                throw new EditRefusedException("two of its keys overlap; is a value empty but for its tag?");
            }

            result.Append(_text, done, edit.Start - done).Append(edit.Replacement);
            done = edit.End;
        }

        string edited = result.Append(_text, done, _text.Length - done).ToString();

        // If the last line had no line end and was removed, the line before it has none now.
        bool removesEnd = edits is [.., { Replacement: "" } last] && last.End == _text.Length && !_text.EndsWith('\n');
        return removesEnd && edited.EndsWith('\n')
            ? edited[..^(edited.EndsWith("\r\n", StringComparison.Ordinal) ? 2 : 1)]
            : edited;
    }

    /// <summary>What to delete for the removed entries of one table.</summary>
    private IEnumerable<Edit> Removals(IGrouping<KeySpan?, Edit> braces)
    {
        HashSet<KeySpan> removed = [.. braces.Select(edit => edit.Removed!)];
        IReadOnlyList<KeySpan> entries = braces.Key!.Entries;
        for (int first = 0; first < entries.Count; first++)
        {
            if (!removed.Contains(entries[first]))
            {
                continue;
            }

            int next = first + 1;
            while (next < entries.Count && removed.Contains(entries[next]))
            {
                next++;
            }

            yield return Removal(braces.Key, first, next);
            first = next;
        }
    }

    /// <summary>Deletes neighbours with the comma before them; at the start, with the comma after them.</summary>
    private Edit Removal(KeySpan table, int first, int next)
    {
        IReadOnlyList<KeySpan> entries = table.Entries;
        (int start, int end) = (first, next) switch
        {
            (0, _) when next == entries.Count => (_text.LastIndexOf('{', entries[0].Start) + 1, table.ValueEnd - 1),
            (0, _) => (entries[0].Start, entries[next].Start),
            _ => (entries[first - 1].End, entries[next - 1].End),
        };
        int gap = start;
        for (int index = first; index < next; index++)
        {
            CheckGap(gap, entries[index].Start);
            gap = entries[index].End;
        }

        CheckGap(gap, end);
        return new Edit(start, end, "");
    }

    private void CheckGap(int start, int end)
    {
        if (_text.AsSpan(start..end).Contains('#'))
        {
            throw CommentInBraces();
        }
    }

    private static EditRefusedException CommentInBraces() => new("there is a comment between its keys in braces");

    /// <summary>The line end at an offset. At the end of the text it is that of the first line.</summary>
    private string LineEndAt(int offset) =>
        offset == _text.Length ? _text.LineEnding() : _text[offset.._text.NextLine(offset)];

    /// <summary>A piece of the text that is replaced; an insertion replaces an empty one.</summary>
    private readonly record struct Edit(int Start, int End, string Replacement)
    {
        public int Rank { get; init; }

        /// <summary>The entry to remove from braces. What else is deleted depends on its neighbours.</summary>
        public KeySpan? Removed { get; init; }
    }
}

/// <summary>A plugin cannot be converted, or not without a change to something else.</summary>
/// <param name="reason">Why, as a clause without a full stop.</param>
internal sealed class EditRefusedException(string reason) : Exception(reason);
