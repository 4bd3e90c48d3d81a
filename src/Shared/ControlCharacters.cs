using System.Globalization;
using System.Text;

namespace P5;

/// <summary>
/// Escapes the characters that change what a terminal shows. Compiled into each assembly that must report a failure
/// without another assembly of P5.
/// </summary>
internal static class ControlCharacters
{
    /// <summary>
    /// Writes control and format characters, which include those that change the direction of text or have no width,
    /// and line and paragraph separators as <c>\uXXXX</c>. Unpaired surrogates become U+FFFD.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">The length after which the rest is left out and its length is given.</param>
    /// <returns>The text on one line.</returns>
    public static string Escape(string text, int maxLength = int.MaxValue)
    {
        var shown = new StringBuilder();
        int done = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (shown.Length >= maxLength)
            {
                return shown.Append(LeftOut(text.Length - done)).ToString();
            }

            done += rune.Utf16SequenceLength;

            if (IsEscaped(rune))
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

    private static bool IsEscaped(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string LeftOut(int count) => string.Create(
        CultureInfo.InvariantCulture, $"… ({count} more character{(count == 1 ? "" : "s")})");
}
