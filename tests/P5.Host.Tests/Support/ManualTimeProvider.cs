namespace P5.Host.Tests.Support;

/// <summary>
/// A clock that stands still until it is moved. Timers fire inside <see cref="Advance"/>; <see cref="SetClock"/> moves
/// the hands alone, as the network or a machine that wakes up does.
/// </summary>
internal sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(TimeSpan Due, TaskCompletionSource Set)> _waiters = [];
    private TimeSpan _clockIsAhead;
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now + _clockIsAhead;
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _now.Ticks;
        }
    }

    /// <summary>Sets the clock forward or back; timestamps and timers do not notice.</summary>
    public void SetClock(TimeSpan by)
    {
        lock (_lock)
        {
            _clockIsAhead += by;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period != Timeout.InfiniteTimeSpan)
        {
            throw new NotSupportedException("No code under test needs a timer that repeats.");
        }

        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on and fires what is due by then.</summary>
    public void Advance(TimeSpan duration)
    {
        ManualTimer[] due;
        lock (_lock)
        {
            _now += duration;
            due = [.. _timers.Where(timer => timer.DueAt <= _now).OrderBy(timer => timer.DueAt)];
            _timers.RemoveAll(due.Contains);
        }

        foreach (ManualTimer timer in due)
        {
            timer.Fire();
        }
    }

    /// <summary>Completes when a timer runs that was set to this time.</summary>
    public Task TimerSetAsync(TimeSpan dueTime)
    {
        lock (_lock)
        {
            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((dueTime, waiter));
            if (_timers.Any(timer => timer.DueTime == dueTime))
            {
                waiter.SetResult();
            }

            return waiter.Task;
        }
    }

    private void Set(ManualTimer timer, TimeSpan dueTime)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                timer.DueTime = dueTime;
                timer.DueAt = _now + dueTime;
                _timers.Add(timer);
                _waiters.Where(waiter => waiter.Due == dueTime).ToList().ForEach(waiter => waiter.Set.TrySetResult());
            }
        }
    }

    private sealed class ManualTimer(ManualTimeProvider owner, Action fire) : ITimer
    {
        public TimeSpan DueTime { get; set; }

        public DateTimeOffset DueAt { get; set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            owner.Set(this, dueTime);
            return true;
        }

        public void Dispose() => owner.Set(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
