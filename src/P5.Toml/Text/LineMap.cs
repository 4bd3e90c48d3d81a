namespace P5.Toml;

/// <summary>Turns offsets of one text into lines and columns.</summary>
internal sealed class LineMap
{
    private readonly List<int> _lineStarts;

    public LineMap(ReadOnlySpan<char> text)
    {
        // An editor shows no byte order mark, so the first column lies behind it.
        _lineStarts = [text.StartsWith(TextRules.ByteOrderMark) ? 1 : 0];
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                _lineStarts.Add(i + 1);
            }
        }
    }

    public TextPosition this[int offset]
    {
        get
        {
            int index = _lineStarts.BinarySearch(offset);
            int line = Math.Max(index >= 0 ? index : ~index - 1, 0);
            return new TextPosition(line + 1, Math.Max(offset - _lineStarts[line], 0) + 1, offset);
        }
    }
}
