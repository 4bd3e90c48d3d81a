using System.Diagnostics;

namespace P5.Host;

/// <summary>What loading takes from the process around it.</summary>
public sealed record ConfigurationLoaderOptions
{
    private static readonly Lazy<TimeSpan> s_offsetAtStart = new(OffsetAtStart);
    private readonly TimeSpan? _localOffset;

    /// <summary>
    /// The offset from UTC that TOML dates and times without one get. Default: the local one when this process
    /// started, so that a configuration means the same for its whole life.
    /// </summary>
    public TimeSpan LocalOffset
    {
        // Found out where it is needed: few configurations have a time, and the time zones' data takes a while to read.
        get => _localOffset ?? s_offsetAtStart.Value;
        init => _localOffset = value;
    }

    private static TimeSpan OffsetAtStart()
    {
        using Process process = Process.GetCurrentProcess();
        return TimeZoneInfo.Local.GetUtcOffset(process.StartTime);
    }
}
