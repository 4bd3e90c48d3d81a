using System.Globalization;
using System.Text.RegularExpressions;

namespace P5;

/// <summary>
/// How p5's configuration writes durations: <c>90s</c>, <c>5m</c>, <c>1h30m</c>, <c>250ms</c>. Compiled into the host
/// and into the library for plugins, so that both read the same.
/// </summary>
internal static partial class DurationSyntax
{
    /// <summary>The number of seconds of a duration with units, or null if the text is not one.</summary>
    public static double? SecondsOf(string text)
    {
        Match match = Pattern().Match(text);
        if (!match.Success || text.Length == 0)
        {
            return null;
        }

        double Number(string unit) =>
            match.Groups[unit].Success ? double.Parse(match.Groups[unit].ValueSpan, CultureInfo.InvariantCulture) : 0;

        return (Number("hours") * 3600)
            + (Number("minutes") * 60)
            + Number("seconds")
            + (Number("milliseconds") / 1000);
    }

    [GeneratedRegex(
        """
        ^(?:(?<hours>[0-9]+(?:\.[0-9]+)?)h)?
        (?:(?<minutes>[0-9]+(?:\.[0-9]+)?)m)?
        (?:(?<seconds>[0-9]+(?:\.[0-9]+)?)s)?
        (?:(?<milliseconds>[0-9]+(?:\.[0-9]+)?)ms)?\z
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Pattern();
}
