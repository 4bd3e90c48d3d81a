using System.Globalization;
using System.Text;

namespace P5.GoPlugin;

/// <summary>Makes text from a plugin safe to show in a message.</summary>
public static class Printable
{
    private const int MaxLength = 200;

    /// <summary>Shortens a text to 200 characters on one line, with control characters as <c>\uXXXX</c>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The same for a message.</returns>
    public static string Shorten(string text)
    {
        var shown = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (shown.Length >= MaxLength)
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
