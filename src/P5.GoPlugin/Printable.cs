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
    public static string Shorten(string text) => Show(text, MaxLength);

    /// <summary>Brings a text onto one line, whole, with control characters as <c>\uXXXX</c>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The same to be read by somebody who decides by it.</returns>
    public static string Whole(string text) => Show(text, int.MaxValue);

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
