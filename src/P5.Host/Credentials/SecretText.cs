using System.Text.Encodings.Web;

namespace P5.Host;

/// <summary>Determines which texts reveal a secret value.</summary>
internal static class SecretText
{
    /// <summary>
    /// The fewest characters of a text that is masked. Shorter values are words such as <c>true</c>, <c>1</c>,
    /// <c>dev</c> or <c>5432</c>: masking them would make texts unreadable and reveal the values by what is missing.
    /// </summary>
    public const int MinimumLength = 6;

    private static readonly char[] s_lineEnds = ['\r', '\n'];

    /// <summary>
    /// The value and, because plugins write lines, each of its lines; without those that are too short.
    /// </summary>
    /// <returns>The texts, without duplicates.</returns>
    public static IEnumerable<string> Of(string value) => Lines(value).Prepend(value).Where(IsLongEnough).Distinct();

    /// <summary>The lines of a value, without those that are too short to be masked.</summary>
    /// <returns>The lines, without duplicates.</returns>
    public static IEnumerable<string> LinesOf(string value) => Lines(value).Where(IsLongEnough).Distinct();

    /// <summary>
    /// A text as escaped in JSON, in which plugins log: as Go and most others escape it, as Go does for HTML, and as
    /// .NET does.
    /// </summary>
    /// <returns>The spellings, the text itself first; some may be the same.</returns>
    public static IEnumerable<string> Spellings(string text)
    {
        if (text.All(char.IsAsciiLetterOrDigit))
        {
            // Nothing in it is ever escaped, and the encoders take a while to load.
            return [text];
        }

        string plain = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text);
        return
        [
            text,
            plain,
            plain.Replace("<", "\\u003c").Replace(">", "\\u003e").Replace("&", "\\u0026"),
            JavaScriptEncoder.Default.Encode(text),
        ];
    }

    private static string[] Lines(string value) => value.Split(s_lineEnds);

    private static bool IsLongEnough(string text) => text.AsSpan().Trim().Length >= MinimumLength;
}
