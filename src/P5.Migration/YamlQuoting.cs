using System.Globalization;
using System.Text;
using P5.Host;

namespace P5.Migration;

/// <summary>Writes text as a YAML scalar of one line.</summary>
internal static class YamlQuoting
{
    private const string PlainPunctuation = "_./\\~@+=-";

    /// <summary>Writes a text with the quotes of the text that it replaces, if possible.</summary>
    /// <param name="value">The text.</param>
    /// <param name="written">The text that it replaces.</param>
    public static string Write(string value, ReadOnlySpan<char> written)
    {
        if (value.Any(char.IsControl))
        {
            return DoubleQuoted(value);
        }

        return written switch
        {
            ['"', ..] => DoubleQuoted(value),
            ['\'', ..] => SingleQuoted(value),
            _ => CanBePlain(value) ? value : SingleQuoted(value),
        };
    }

    /// <summary>Fewer than possible, so that none of the characters has a meaning in any context.</summary>
    private static bool CanBePlain(string value) =>
        value.Length > 0
        && (char.IsLetterOrDigit(value[0]) || value[0] is '.' or '/' or '_' or '~')
        && value[^1] != ' '
        && value.All(c => char.IsLetterOrDigit(c) || c == ' ' || PlainPunctuation.Contains(c))
        && YamlScalar.Read(new ConfigPosition("", 0, 0), tag: null, isPlain: true, value) is ConfigText;

    private static string SingleQuoted(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string DoubleQuoted(string value)
    {
        var builder = new StringBuilder("\"");
        foreach (char c in value)
        {
            if (char.IsControl(c))
            {
                builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            }
            else
            {
                builder.Append(c is '"' or '\\' ? $"\\{c}" : c);
            }
        }

        return builder.Append('"').ToString();
    }
}
