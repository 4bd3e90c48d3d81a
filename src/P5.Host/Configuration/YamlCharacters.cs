using System.Buffers;
using System.Globalization;
using System.Text;

namespace P5.Host;

/// <summary>Characters and escapes that the reference implementation rejects and the library accepts.</summary>
internal static class YamlCharacters
{
    public const string Forbidden =
        "This file contains a character that YAML does not allow. Remove it; between double quotes, its escape is "
            + "allowed.";

    private static readonly SearchValues<char> s_forbidden = SearchValues.Create(ListForbidden());

    /// <summary>The offset of the first character that YAML does not allow, or -1.</summary>
    public static int FindForbidden(string text) => text.AsSpan().IndexOfAny(s_forbidden);

    /// <summary>What is wrong with the escapes of a text in double quotes, or null.</summary>
    /// <param name="quoted">The text as written.</param>
    /// <param name="isJson">Whether it is JSON, which has the escape of a slash and of both halves of a pair.</param>
    public static string? FindEscapeProblem(ReadOnlySpan<char> quoted, bool isJson)
    {
        bool followsHigh = false;
        for (int at = quoted.IndexOf('\\'); at >= 0; at = quoted.IndexOf('\\'))
        {
            bool isAdjacent = at == 0;
            quoted = quoted[(at + 1)..];
            int digits = quoted[0] switch { 'u' => 4, 'U' => 8, _ => 0 };
            int code = digits == 0
                ? quoted[0]
                : int.Parse(quoted.Slice(1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            quoted = quoted[(1 + digits)..];
            bool isLow = code is >= 0xDC00 and <= 0xDFFF;
            bool isHigh = code is >= 0xD800 and <= 0xDBFF;
            bool isPair = isJson && followsHigh && isAdjacent && isLow;
            if (((followsHigh || isLow) && !isPair) || (isHigh && !isJson))
            {
                return YamlProblem.HalfCharacter;
            }

            if (digits == 0 && code == '/' && !isJson)
            {
                return YamlProblem.UnknownEscape;
            }

            followsHigh = isHigh;
        }

        return followsHigh ? YamlProblem.HalfCharacter : null;
    }

    private static string ListForbidden()
    {
        var characters = new StringBuilder();
        for (int code = 0; code <= char.MaxValue; code++)
        {
            if (IsForbidden((char)code))
            {
                characters.Append((char)code);
            }
        }

        return characters.ToString();
    }

    private static bool IsForbidden(char character) =>
        char.IsControl(character)
            ? character is not ('\t' or '\n' or '\r' or '\u0085')
            : character is '\uFFFE' or '\uFFFF';
}
