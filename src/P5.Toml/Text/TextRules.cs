using System.Globalization;

namespace P5.Toml;

/// <summary>What TOML allows of single characters.</summary>
internal static class TextRules
{
    public const char ByteOrderMark = '\uFEFF';

    public static bool IsWhitespace(char c) => c is ' ' or '\t';

    public static bool IsBareKey(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    /// <summary>What a number, a date or a boolean can consist of, and what is mistaken for one.</summary>
    public static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '+' or '.' or ':';

    public static bool IsForbidden(char c) => (c < ' ' && c != '\t') || c == '\u007F';

    public static bool IsLoneSurrogate(string text, int offset) =>
        char.IsHighSurrogate(text[offset])
            ? offset + 1 >= text.Length || !char.IsLowSurrogate(text[offset + 1])
            : char.IsLowSurrogate(text[offset]) && (offset == 0 || !char.IsHighSurrogate(text[offset - 1]));

    /// <summary>The length of the line end at this place: 0 where there is none.</summary>
    public static int LineEndLength(string text, int offset)
    {
        if (offset >= text.Length)
        {
            return 0;
        }

        return text[offset] switch
        {
            '\n' => 1,
            '\r' when offset + 1 < text.Length && text[offset + 1] == '\n' => 2,
            _ => 0,
        };
    }

    /// <summary>Names what stands at this place so that a sentence can show it, invisible characters too.</summary>
    public static string Describe(string text, int offset)
    {
        if (offset >= text.Length)
        {
            return "the end of the file";
        }

        if (LineEndLength(text, offset) > 0)
        {
            return "the end of the line";
        }

        char c = text[offset];
        if (char.IsHighSurrogate(c) && !IsLoneSurrogate(text, offset))
        {
            return $"'{text.AsSpan(offset, 2)}'";
        }

        return c is > ' ' and < '\u007F' || char.IsLetterOrDigit(c)
            ? $"'{c}'"
            : string.Create(CultureInfo.InvariantCulture, $"U+{(int)c:X4}");
    }
}
