namespace P5.HelpGenerator;

/// <summary>Breaks and indents lines.</summary>
internal static class Lines
{
    /// <summary>Breaks a text at its spaces. A word that is longer than a line stands alone.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">The longest line.</param>
    /// <returns>The lines; one empty line for an empty text.</returns>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }

    /// <summary>Puts text in front of lines. Empty lines stay empty.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="first">What goes in front of the first.</param>
    /// <param name="others">What goes in front of the others.</param>
    /// <returns>The lines.</returns>
    public static IEnumerable<string> Indent(IEnumerable<string> lines, string first, string others) =>
        lines.Select((line, index) => $"{(index == 0 ? first : others)}{line}".TrimEnd());
}
