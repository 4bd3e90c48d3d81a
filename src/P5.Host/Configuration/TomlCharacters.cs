using System.Globalization;

namespace P5.Host;

/// <summary>What TOML allows of single characters.</summary>
internal static class TomlCharacters
{
    public static bool IsWhitespace(char c) => c is ' ' or '\t';

    public static bool IsBareKey(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    /// <summary>What a number, a date or a boolean can consist of, and what is mistaken for one.</summary>
    public static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '+' or '.' or ':';

    /// <summary>Control characters, which TOML has only as escapes. Line ends are among them.</summary>
    public static bool IsForbidden(char c) => (c < ' ' && c != '\t') || c == '\u007F';

    /// <summary>Whether a line ends at this place.</summary>
    public static bool IsLineEnd(string text, int offset) =>
        text[offset] == '\n' || (text[offset] == '\r' && offset + 1 < text.Length && text[offset + 1] == '\n');

    /// <summary>Describes the character at this place for a message, including invisible ones.</summary>
    public static string Describe(string text, int offset)
    {
        if (offset >= text.Length)
        {
            return "the end of the file";
        }

        if (IsLineEnd(text, offset))
        {
            return "the end of the line";
        }

        char c = text[offset];
        if (char.IsHighSurrogate(c))
        {
            return $"'{text.AsSpan(offset, 2)}'";
        }

        return c is > ' ' and < '\u007F' || char.IsLetterOrDigit(c)
            ? $"'{c}'"
            : string.Create(CultureInfo.InvariantCulture, $"U+{(int)c:X4}");
    }
}
