using System.Globalization;

namespace P5.GoPlugin;

/// <summary>The <c>grpc-timeout</c> header: at most eight digits and a unit.</summary>
internal static class GrpcTimeout
{
    private const long MaxValue = 99_999_999;

    private static readonly (long Ticks, char Unit)[] s_units =
    [
        (TimeSpan.TicksPerMillisecond, 'm'),
        (TimeSpan.TicksPerSecond, 'S'),
        (TimeSpan.TicksPerMinute, 'M'),
        (TimeSpan.TicksPerHour, 'H'),
    ];

    /// <summary>Rounds up, so that the plugin never gives up before the host does.</summary>
    internal static string Format(TimeSpan timeout)
    {
        foreach ((long ticks, char unit) in s_units)
        {
            long value = ((timeout.Ticks - 1) / ticks) + 1;
            if (value <= MaxValue)
            {
                return value.ToString(CultureInfo.InvariantCulture) + unit;
            }
        }

        return MaxValue.ToString(CultureInfo.InvariantCulture) + 'H';
    }
}
