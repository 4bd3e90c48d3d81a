namespace OidcDevice.Tests;

/// <summary>
/// A clock for which no wait takes time: it leaps to the end of each, and remembers how long it was. If it stands
/// still, a wait lasts until it is given up.
/// </summary>
internal sealed class LeapingTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<TimeSpan> _waits = [];
    private readonly TaskCompletionSource _waitBegun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _waitGivenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
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

    internal bool StandsStill { get; set; }

    /// <summary>Completes when a wait has begun while the clock stands still.</summary>
    internal Task WaitBegun => _waitBegun.Task;

    /// <summary>Completes when that wait was given up.</summary>
    internal Task WaitGivenUp => _waitGivenUp.Task;

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

        if (StandsStill)
        {
            _waitBegun.TrySetResult();
            return new StandingTimer(_waitGivenUp);
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

    private sealed class StandingTimer(TaskCompletionSource disposed) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose() => disposed.TrySetResult();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
