using System.Globalization;
using System.Text;

namespace P5.Host;

internal static class TomlText
{
    /// <summary>
    /// Writes a text as a string on one line: in single quotes if it has backslashes or if they are preferred, and
    /// nothing in it forbids them, else in double quotes.
    /// </summary>
    /// <param name="value">The unquoted text.</param>
    /// <param name="preferLiteral">Whether to use single quotes if both are possible.</param>
    /// <returns>The text with its quotes.</returns>
    public static string Quote(string value, bool preferLiteral = false)
    {
        bool fitsLiteral = !value.Any(c => c == '\'' || TomlCharacters.IsForbidden(c));
        bool wantsLiteral = preferLiteral || value.Contains('\\', StringComparison.Ordinal);
        return fitsLiteral && wantsLiteral ? $"'{value}'" : QuoteBasic(value);
    }

    /// <summary>Writes one part of a key, with quotes if it needs them.</summary>
    /// <param name="name">The unquoted name.</param>
    /// <returns>The part of a key.</returns>
    public static string QuoteKey(string name) =>
        name.Length > 0 && name.All(TomlCharacters.IsBareKey) ? name : QuoteBasic(name);

    private static string QuoteBasic(string value)
    {
        var builder = new StringBuilder("\"");
        foreach (char c in value)
        {
            builder.Append(c switch
            {
                '"' => "\\\"",
                '\\' => @"\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when TomlCharacters.IsForbidden(c) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => c.ToString(),
            });
        }

        return builder.Append('"').ToString();
    }
}
