using System.Globalization;
using System.Text;

namespace P5.GoPlugin;

/// <summary>Makes text that comes from a file or a plugin safe to show in a terminal.</summary>
public static class SafeText
{
    private const int MaxLength = 200;

    /// <summary>Truncates a text to 200 characters on one line, with control characters as <c>\uXXXX</c>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text to show.</returns>
    public static string Truncate(string text) => Show(text, MaxLength);

    /// <summary>Shows a whole text on one line, with control characters as <c>\uXXXX</c>.</summary>
    /// <param name="text">The text, on which the reader bases a decision.</param>
    /// <returns>The text to show.</returns>
    public static string Whole(string text) => Show(text, int.MaxValue);

    /// <summary>Shows a text of several lines, with control characters but line feeds as <c>\uXXXX</c>.</summary>
    /// <param name="text">The text; its line ends may be LF or CRLF.</param>
    /// <returns>The text to show, with LF.</returns>
    public static string Lines(string text) =>
        string.Join('\n', text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n').Select(Whole));

    private static string Show(string text, int maxLength)
    {
        var shown = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (shown.Length >= maxLength)
            {
                return shown.Append('…').ToString();
            }

            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
            else
            {
                shown.Append(rune);
            }
        }

        return shown.ToString();
    }
}
