using System.Globalization;
using System.Text;
using System.Text.Json;

namespace P5.Testing;

/// <summary>
/// A name with characters that change what a terminal shows, and the test that none of them is in a text that is shown.
/// </summary>
public static class HostileText
{
    /// <summary>
    /// A title and a bell, colours, a backspace, a carriage return, a line that looks like another message, the C1 form
    /// of an escape, delete, a change of direction, characters without a width, and both Unicode line ends.
    /// </summary>
    public const string Name =
        "x\e]0;title\a\e[31m\b\r\nerror: forged\u009b2J\u007f\u202eltr\u2066\u200b\u200f\ufeff\u2028\u2029\u0085z";

    /// <summary>How the name begins when it is shown.</summary>
    public const string Shown = @"x\u001b]0;title\u0007";

    /// <summary>The name as a double-quoted string of JSON, TOML or YAML.</summary>
    /// <param name="suffix">What follows the name in the string.</param>
    public static string Quoted(string suffix = "") => JsonSerializer.Serialize(Name + suffix);

    /// <summary>Asserts that a text has nothing that changes what a terminal shows.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lines">Whether the text may have several lines.</param>
    public static void ShouldBeSafe(string text, bool lines = false)
    {
        string[] found =
        [
            .. text.EnumerateRunes()
                .Where(rune => !(lines && rune.Value == '\n') && Rune.GetUnicodeCategory(rune) is
                    UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator)
                .Select(rune => $"U+{rune.Value:X4}")
                .Distinct(),
        ];
        found.ShouldBeEmpty(JsonSerializer.Serialize(text));
        if (lines)
        {
            text.Split('\n').ShouldNotContain(line => line.StartsWith("error: forged", StringComparison.Ordinal));
        }
    }
}
