namespace P5.Host;

/// <summary>The lines around an offset of a text.</summary>
internal static class TextLines
{
    /// <summary>Offset of the first character of the line.</summary>
    public static int LineStart(this string text, int offset) => text.AsSpan(0, offset).LastIndexOf('\n') + 1;

    /// <summary>Offset after the last character of the line, before its line end.</summary>
    public static int LineEnd(this string text, int offset)
    {
        int feed = text.IndexOf('\n', offset);
        return feed < 0 ? text.Length : feed > offset && text[feed - 1] == '\r' ? feed - 1 : feed;
    }

    /// <summary>Offset of the next line, or of the text's end.</summary>
    public static int NextLine(this string text, int offset)
    {
        int feed = text.IndexOf('\n', offset);
        return feed < 0 ? text.Length : feed + 1;
    }

    /// <summary>How far right of its line's start an offset is.</summary>
    public static int Column(this string text, int offset) => offset - text.LineStart(offset);

    /// <summary>The line end in use: the first one's, or a line feed.</summary>
    public static string LineEnding(this string text)
    {
        int feed = text.IndexOf('\n', StringComparison.Ordinal);
        return feed > 0 && text[feed - 1] == '\r' ? "\r\n" : "\n";
    }

    /// <summary>
    /// Moves all lines except the first to the right, or to the left as far as their indentation allows. Empty lines
    /// stay empty.
    /// </summary>
    public static string ShiftFollowingLines(this string text, int columns)
    {
        string[] lines = text.Split('\n');
        for (int i = 1; i < lines.Length; i++)
        {
            lines[i] = Shift(lines[i], columns);
        }

        return string.Join('\n', lines);
    }

    private static string Shift(string line, int columns)
    {
        // A line of spaces is not empty: in a block scalar, spaces beyond the indent are content.
        if (line.Length == 0 || line == "\r")
        {
            return line;
        }

        int spaces = line.Length - line.TrimStart(' ').Length;
        return columns >= 0 ? new string(' ', columns) + line : line[Math.Min(spaces, -columns)..];
    }
}
