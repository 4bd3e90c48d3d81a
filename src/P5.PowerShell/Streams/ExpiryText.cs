using System.Globalization;

namespace P5.PowerShell;

/// <summary>Formats when something expires. The module's views call it.</summary>
public static class ExpiryText
{
    private const string Expired = "expired";

    // $PSStyle.Foreground.Red and $PSStyle.Reset, which are fixed; the reference assembly has no PSStyle.
    private const string Red = "\e[31m";
    private const string Reset = "\e[0m";

    private static readonly (TimeSpan Unit, string Name)[] s_units =
    [
        (TimeSpan.FromDays(1), "d"),
        (TimeSpan.FromHours(1), "h"),
        (TimeSpan.FromMinutes(1), "min"),
        (TimeSpan.FromSeconds(1), "s"),
    ];

    /// <summary>Formats the time until then, with what has expired in red.</summary>
    /// <param name="expiresAt">When it expires, in local time; null if it never does.</param>
    /// <returns>The text, with escapes that PowerShell removes if they are not supported.</returns>
    public static string InColour(DateTime? expiresAt)
    {
        string text = Of(expiresAt);
        return text == Expired ? Red + text + Reset : text;
    }

    /// <summary>Formats the time and, as <see cref="InColour"/>, the time until then.</summary>
    /// <param name="expiresAt">When it expires, in local time; null if it never does.</param>
    /// <returns>Such as <c>2026-01-02 03:04:05 (in 42 min)</c>, or <c>never</c>.</returns>
    public static string InFull(DateTime? expiresAt) =>
        expiresAt is { } time ? $"{time:yyyy-MM-dd HH:mm:ss} ({InColour(time)})" : Of(expiresAt);

    /// <summary>Formats the time until then.</summary>
    /// <param name="expiresAt">When it expires, in local time; null if it never does.</param>
    /// <returns>Such as <c>in 42 min</c>, <c>in 1 h 5 min</c>, <c>expired</c> or <c>never</c>.</returns>
    internal static string Of(DateTime? expiresAt) => Of(expiresAt, TimeProvider.System.GetLocalNow().DateTime);

    /// <summary>Formats the time until then.</summary>
    /// <param name="expiresAt">When it expires; null if it never does.</param>
    /// <param name="now">The time it is, on the same clock.</param>
    internal static string Of(DateTime? expiresAt, DateTime now)
    {
        if (expiresAt is not { } end)
        {
            return "never";
        }

        TimeSpan left = end - now;
        return left <= TimeSpan.Zero ? Expired : $"in {Describe(left)}";
    }

    /// <summary>Two units at most, rounded down: nothing may appear to be valid for longer than it is.</summary>
    private static string Describe(TimeSpan left)
    {
        int first = Array.FindIndex(s_units, unit => left >= unit.Unit);
        if (first < 0)
        {
            return "1 s";
        }

        string text = Count(left, first);

        // Seconds after minutes are noise.
        bool addsNext = first < 2 && Rest(left, first) >= s_units[first + 1].Unit;
        return addsNext ? $"{text} {Count(Rest(left, first), first + 1)}" : text;
    }

    private static TimeSpan Rest(TimeSpan left, int unit) => TimeSpan.FromTicks(left.Ticks % s_units[unit].Unit.Ticks);

    private static string Count(TimeSpan left, int unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{left.Ticks / s_units[unit].Unit.Ticks} {s_units[unit].Name}");
}
