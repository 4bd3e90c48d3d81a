using System.Globalization;

namespace P5.Plugin.Grpc;

/// <summary>The value of the <c>grpc-timeout</c> header: up to eight digits and a unit.</summary>
internal static class GrpcTimeout
{
    private const int MaxDigits = 8;

    /// <summary>What a timer can wait, 49 days: the protocol can say 11,000 years.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>Reads a timeout such as <c>250m</c>.</summary>
    /// <exception cref="GrpcException">The value is no timeout (INTERNAL, as other servers answer).</exception>
    public static TimeSpan Parse(string value)
    {
        ReadOnlySpan<char> digits = value.AsSpan(0, Math.Max(0, value.Length - 1));
        if (digits.Length is 0 or > MaxDigits
            || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long amount))
        {
            throw Malformed(value);
        }

        long ticks = value[^1] switch
        {
            'H' => amount * TimeSpan.TicksPerHour,
            'M' => amount * TimeSpan.TicksPerMinute,
            'S' => amount * TimeSpan.TicksPerSecond,
            'm' => amount * TimeSpan.TicksPerMillisecond,
            'u' => amount * TimeSpan.TicksPerMicrosecond,
            // A tick is 100 ns: rounded up, so that a short timeout is not taken for one that is over.
            'n' => (amount + TimeSpan.NanosecondsPerTick - 1) / TimeSpan.NanosecondsPerTick,
            _ => throw Malformed(value),
        };
        return TimeSpan.FromTicks(Math.Min(ticks, s_longest.Ticks));
    }

    /// <summary>Writes a timeout, rounded up to milliseconds, or to seconds where they have too many digits.</summary>
    public static string Format(TimeSpan timeout)
    {
        const double MostMilliseconds = 99_999_999;
        double milliseconds = Math.Ceiling(timeout.TotalMilliseconds);
        return milliseconds <= MostMilliseconds
            ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0}m")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(timeout.TotalSeconds):0}S");
    }

    private static GrpcException Malformed(string value) =>
        new(GrpcStatusCode.Internal, $"The header grpc-timeout is malformed: '{value}'.");
}
