using System.Globalization;

namespace P5.GoPlugin;

/// <summary>
/// Sets the timeout of a request, which gRPC's client would take from the system's clock, and keeps its response, which
/// gRPC's client does not expose.
/// </summary>
internal sealed class CallHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>The header has at most eight digits.</summary>
    private const long MaxTimeoutValue = 99_999_999;

    private static readonly (long Ticks, char Unit)[] s_timeoutUnits =
    [
        (TimeSpan.TicksPerMillisecond, 'm'),
        (TimeSpan.TicksPerSecond, 'S'),
        (TimeSpan.TicksPerMinute, 'M'),
        (TimeSpan.TicksPerHour, 'H'),
    ];

    /// <remarks>Not asynchronous itself: each call would allocate and resume once more.</remarks>
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        PluginCall call = PluginCall.Current;
        if (call.Timeout is { } timeout)
        {
            request.Headers.Add("grpc-timeout", FormatTimeout(timeout));
        }

        Task<HttpResponseMessage> sending = base.SendAsync(request, cancellationToken);
        call.Sending = sending;
        return sending;
    }

    /// <summary>Rounds up, so that the plugin never gives up before the host does.</summary>
    private static string FormatTimeout(TimeSpan timeout)
    {
        foreach ((long ticks, char unit) in s_timeoutUnits)
        {
            long value = ((timeout.Ticks - 1) / ticks) + 1;
            if (value <= MaxTimeoutValue)
            {
                return value.ToString(CultureInfo.InvariantCulture) + unit;
            }
        }

        return MaxTimeoutValue.ToString(CultureInfo.InvariantCulture) + 'H';
    }
}
