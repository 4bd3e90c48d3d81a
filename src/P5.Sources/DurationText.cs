using System.Globalization;

namespace P5.Sources;

/// <summary>
/// Reads durations: <c>"90s"</c>, <c>"5m"</c>, <c>"1h30m"</c>, <c>"250ms"</c> or a number of seconds.
/// </summary>
internal static class DurationText
{
    /// <summary>What a message calls a valid duration.</summary>
    public const string Expected =
        "a duration such as \"90s\", \"5m\" or \"1h30m\", or a number of seconds, up to 24 days";

    // Timers take no more than 2^31 milliseconds.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(24);

    /// <summary>The duration, zero or more, or null if <paramref name="text"/> is none.</summary>
    public static TimeSpan? Parse(string text) => FromSeconds(
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            ? seconds
            : DurationSyntax.SecondsOf(text));

    /// <summary>The duration of a number of seconds, or null if it is negative or too long.</summary>
    public static TimeSpan? FromSeconds(double? seconds) =>
        seconds >= 0 && seconds <= s_longest.TotalSeconds ? TimeSpan.FromSeconds(seconds.Value) : null;
}
