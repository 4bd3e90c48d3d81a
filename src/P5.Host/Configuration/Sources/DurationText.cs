using System.Globalization;
using System.Text.RegularExpressions;
using P5.Host.Configuration.Values;

namespace P5.Host.Configuration.Sources;

/// <summary>
/// Reads durations: <c>"90s"</c>, <c>"5m"</c>, <c>"1h30m"</c>, <c>"250ms"</c> or a number of seconds.
/// </summary>
internal static partial class DurationText
{
    /// <summary>What a message calls a valid duration.</summary>
    public const string Expected =
        "a duration such as \"90s\", \"5m\" or \"1h30m\", or a number of seconds, up to 24 days";

    // Timers take no more than 2^31 milliseconds.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(24);

    /// <summary>The duration, zero or more, or null if <paramref name="value"/> is none.</summary>
    public static TimeSpan? Parse(ConfigValue value)
    {
        double? seconds = value switch
        {
            ConfigInteger integer => (double)integer.Value,
            ConfigFloat number => number.Value,
            ConfigText text => SecondsOf(text.Value),
            _ => null,
        };
        return seconds >= 0 && seconds <= s_longest.TotalSeconds ? TimeSpan.FromSeconds(seconds.Value) : null;
    }

    private static double? SecondsOf(string text)
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
