using Microsoft.Extensions.Time.Testing;

namespace P5.Testing;

/// <summary>
/// A clock that stands still until it is moved, and shows which timers run, so that a test can wait for a timer before
/// it moves the clock past its end. <see cref="SetClock"/> moves the hands alone, as the network or a machine that
/// wakes up does.
/// </summary>
public sealed class ObservedTime() : FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ITimer, TimeSpan> _running = [];
    private readonly List<(TimeSpan Due, TaskCompletionSource Set)> _waiters = [];
    private TimeSpan _clockIsAhead;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return base.GetUtcNow() + _clockIsAhead;
        }
    }

    // The base takes it from the clock, which a test can set.
    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    /// <summary>Sets the clock forward or back. Timestamps stay, which the base's AdjustTime moves.</summary>
    public void SetClock(TimeSpan by)
    {
        lock (_gate)
        {
            _clockIsAhead += by;
        }
    }

    /// <summary>Sets the clock to that of other processes, such as a plugin that creates a certificate.</summary>
    public void SetToSystemClock() => SetClock(System.GetUtcNow() - GetUtcNow());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ObservedTimer timer = null!;
        timer = new ObservedTimer(
            this, base.CreateTimer(Fire, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        timer.Change(dueTime, period);
        return timer;

        void Fire(object? argument)
        {
            Note(timer, Timeout.InfiniteTimeSpan);
            callback(argument);
        }
    }

    /// <summary>Completes when a timer runs that was set to this time.</summary>
    public Task TimerSetAsync(TimeSpan dueTime)
    {
        lock (_gate)
        {
            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((dueTime, waiter));
            if (_running.ContainsValue(dueTime))
            {
                waiter.SetResult();
            }

            return waiter.Task;
        }
    }

    private void Note(ITimer timer, TimeSpan dueTime)
    {
        lock (_gate)
        {
            _running.Remove(timer);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                _running.Add(timer, dueTime);
            }
        }
    }

    private void Tell(TimeSpan dueTime) =>
        _waiters.Where(waiter => waiter.Due == dueTime).ToList().ForEach(waiter => waiter.Set.TrySetResult());

    private sealed class ObservedTimer(ObservedTime owner, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            // Under the lock, so that a timer that fires at once is noted before it is noted to have fired.
            lock (owner._gate)
            {
                owner.Note(this, dueTime);
                bool isChanged = timer.Change(dueTime, period);

                // Not before: the test would move the clock, and the timer would count from the new time.
                owner.Tell(dueTime);
                return isChanged;
            }
        }

        public void Dispose()
        {
            owner.Note(this, Timeout.InfiniteTimeSpan);
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
