namespace OidcDevice.Tests;

/// <summary>A clock for which no wait takes time: it leaps to the end of each, and remembers how long it was.</summary>
internal sealed class LeapingTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<TimeSpan> _waits = [];
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_gate)
            {
                return [.. _waits];
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _waits.Add(dueTime);
        }

        Leap(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }

    internal void Leap(TimeSpan by)
    {
        lock (_gate)
        {
            _now += by;
        }
    }
}
