namespace P5.GoPlugin;

/// <summary>
/// Whoever waits no more. They are collected under the connection's lock and woken without it, for what they do then is
/// no concern of the connection's.
/// </summary>
internal sealed class Wakeups
{
    private readonly List<TaskCompletionSource> _waiters = [];

    /// <summary>Wakes one that waits on a thread of the pool.</summary>
    internal static void WakeElsewhere(TaskCompletionSource? waiter)
    {
        if (waiter is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static state => ((TaskCompletionSource)state!).TrySetResult(), waiter);
        }
    }

    /// <summary>Adds who waits for the stream, if there is something for them.</summary>
    internal void Add(Http2Stream stream)
    {
        if (stream.TakeWaiter() is { } waiter)
        {
            _waiters.Add(waiter);
        }
    }

    /// <summary>Wakes all but the last on other threads: one that blocks its thread must not hold up the others.</summary>
    /// <returns>The last, to be woken anywhere; null for none.</returns>
    internal TaskCompletionSource? WakeAllButLast()
    {
        TaskCompletionSource? last = null;
        foreach (TaskCompletionSource waiter in _waiters)
        {
            WakeElsewhere(last);
            last = waiter;
        }

        _waiters.Clear();
        return last;
    }

    internal void WakeAll() => WakeElsewhere(WakeAllButLast());
}
