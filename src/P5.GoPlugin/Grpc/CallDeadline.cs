namespace P5.GoPlugin;

/// <summary>A call's deadline and its caller's wish to stop, as one token.</summary>
internal sealed class CallDeadline : IDisposable
{
    /// <summary>The longest wait that a timer can be set to; longer ones are as good as none.</summary>
    private static readonly TimeSpan s_longestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource? _timer;
    private readonly CancellationTokenSource? _either;

    internal CallDeadline(TimeSpan? timeout, TimeProvider timeProvider, CancellationToken caller)
    {
        if (timeout is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(given, TimeSpan.Zero, nameof(timeout));
            if (given <= s_longestTimer)
            {
                _timer = new CancellationTokenSource(given, timeProvider);
                _either = CancellationTokenSource.CreateLinkedTokenSource(caller, _timer.Token);
            }
        }

        _caller = caller;
    }

    internal CancellationToken Token => _either?.Token ?? _caller;

    /// <summary>
    /// Says what a failure inside the call means. The caller's own wish to stop comes first, then the deadline:
    /// both make the transport fail in ways that would mislead.
    /// </summary>
    internal Exception Explain(Exception failure)
    {
        if (_caller.IsCancellationRequested)
        {
            return new OperationCanceledException("The call was cancelled.", failure, _caller);
        }

        if (_timer is { IsCancellationRequested: true })
        {
            return new GrpcException(
                GrpcStatusCode.DeadlineExceeded, "no answer came in time", GrpcFailureCause.Deadline, failure);
        }

        return failure is Http2Exception transport ? TransportFailure.Explain(transport) : failure;
    }

    public void Dispose()
    {
        _either?.Dispose();
        _timer?.Dispose();
    }
}
