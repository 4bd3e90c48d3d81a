using System.Text;

namespace P5.Host;

/// <summary>
/// Writes dotenv. <see cref="DotenvReader"/> reads every value back. Other readers have different escapes, so the form
/// is chosen that most of them read alike: no quotes, then single quotes, which are literal, then double quotes.
/// </summary>
internal static class DotenvWriter
{
    // In a value without quotes, no reader and no shell gives these a meaning.
    private const string PlainPunctuation = "_./:@%+,=-";

    /// <summary>Writes a line.</summary>
    /// <param name="name">A name that shells can set.</param>
    /// <param name="value">Its value.</param>
    /// <returns>The text, which has more lines if the value has, without an end of line.</returns>
    public static string Line(string name, string value) =>
        value.Length == 0 ? $"{name}={(DotenvReader.IsLikeBase64(name) ? "''" : "")}"
        : IsPlain(value) ? $"{name}={value}"
        : NeedsDoubleQuotes(value) ? $"{name}=\"{EscapeForDoubleQuotes(value)}\""
        : $"{name}='{value}'";

    /// <summary>What makes other readers read a value differently.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Parts of the value, to follow "contains"; none if all readers give the same value.</returns>
    public static IEnumerable<string> Differences(string value)
    {
        if (value.Contains('\r'))
        {
            yield return "a carriage return";
        }

        bool isDoubleQuoted = NeedsDoubleQuotes(value);
        if (isDoubleQuoted && value.AsSpan().ContainsAny("\"$`"))
        {
            yield return "\", $ or ` beside a single quote or a carriage return";
        }

        // In double quotes, Node's readers keep a doubled backslash, and those of Go and Ruby remove a single one. In
        // single quotes, python-dotenv has two escapes, of a backslash and of the quote.
        if (isDoubleQuoted
            ? value.Contains('\\')
            : value.EndsWith('\\') || value.Contains(@"\\", StringComparison.Ordinal))
        {
            yield return "a backslash";
        }

        if (value.Contains("${", StringComparison.Ordinal))
        {
            yield return "${";
        }
    }

    private static bool IsPlain(string value) =>
        value[0] != '=' && value.All(c => char.IsAsciiLetterOrDigit(c) || PlainPunctuation.Contains(c));

    /// <summary>Some readers cannot escape a single quote, and drop a carriage return that is not an escape.</summary>
    private static bool NeedsDoubleQuotes(string value) => value.AsSpan().ContainsAny('\'', '\r');

    /// <remarks>
    /// Uses as few escapes as possible, because Node's readers replace only <c>\n</c> and <c>\r</c> and keep other
    /// backslashes. A shell that sources the file would expand <c>$</c> and backticks.
    /// </remarks>
    private static string EscapeForDoubleQuotes(string value)
    {
        bool hasReturn = value.Contains('\r');
        var text = new StringBuilder(value.Length + 16);
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            char next = i + 1 < value.Length ? value[i + 1] : '"';
            _ = c switch
            {
                '\r' => text.Append("\\r"),
                '\n' when hasReturn => text.Append("\\n"),
                '"' or '$' or '`' => text.Append('\\').Append(c),
                '\\' when IsEscapable(next) => text.Append("\\\\"),
                _ => text.Append(c),
            };
        }

        return text.ToString();
    }

    /// <summary>Whether a backslash before this character would start an escape.</summary>
    private static bool IsEscapable(char c) => c is '\\' or '"' or '$' or '`' or 'n' or 'r' or 't' or '\r' or '\n';
}
