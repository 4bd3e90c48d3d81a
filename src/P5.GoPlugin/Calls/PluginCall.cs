using Grpc.Core;

namespace P5.GoPlugin;

/// <summary>A call under way: its deadline, and the HTTP response that says why it failed.</summary>
internal sealed class PluginCall : IDisposable
{
    /// <summary>The longest wait that a timer can be set to; longer ones are as good as none.</summary>
    private static readonly TimeSpan s_longestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>How the HTTP handler finds the call of a request: gRPC passes nothing else down to it.</summary>
    private static readonly AsyncLocal<PluginCall?> s_current = new();

    private readonly PluginChannel _channel;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource? _timer;
    private readonly CancellationTokenSource? _either;
    private volatile bool _isGivenUp;

    /// <param name="channel">The connection.</param>
    /// <param name="method">The method's full name.</param>
    /// <param name="responseType">The name of its answer's message.</param>
    /// <param name="options">The caller's options.</param>
    /// <param name="timeProvider">The clock of the deadline.</param>
    /// <exception cref="ArgumentException">The deadline is not in UTC.</exception>
    internal PluginCall(
        PluginChannel channel, string method, string responseType, CallOptions options, TimeProvider timeProvider)
    {
        _channel = channel;
        Method = method;
        ResponseType = responseType;
        _caller = options.CancellationToken;
        Options = options;
        if (options.Deadline is not { } deadline || deadline == DateTime.MaxValue)
        {
            return;
        }

        if (deadline.Kind != DateTimeKind.Utc && deadline != DateTime.MinValue)
        {
            throw new ArgumentException("A deadline is a time in UTC.", nameof(options));
        }

        TimeSpan left = deadline - timeProvider.GetUtcNow().UtcDateTime;
        Timeout = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        if (Timeout <= s_longestTimer)
        {
            _timer = new CancellationTokenSource(Timeout.Value, timeProvider);
            _either = CancellationTokenSource.CreateLinkedTokenSource(_caller, _timer.Token);
        }

        // gRPC's own timer would follow the system's clock.
        Options = options.WithDeadline(DateTime.MaxValue).WithCancellationToken(_either?.Token ?? _caller);
    }

    /// <summary>The call whose request is being sent.</summary>
    /// <exception cref="InvalidOperationException">None is.</exception>
    internal static PluginCall Current =>
        s_current.Value ?? throw new InvalidOperationException("A request is sent outside of a plugin's call.");

    internal string Method { get; }

    internal string ResponseType { get; }

    /// <summary>How long the call was given when it began; null for as long as it takes.</summary>
    internal TimeSpan? Timeout { get; }

    /// <summary>The options for gRPC.</summary>
    internal CallOptions Options { get; }

    /// <summary>The answer, as soon as its headers are there.</summary>
    internal HttpResponseMessage? Response { get; set; }

    /// <summary>Starts the call.</summary>
    /// <exception cref="CallException">The channel is closed.</exception>
    internal TCall Start<TCall>(Func<TCall> start)
    {
        s_current.Value = this;
        try
        {
            return start();
        }
        catch (ObjectDisposedException failure)
        {
            throw Closed(failure);
        }
        finally
        {
            s_current.Value = null;
        }
    }

    /// <summary>
    /// Says what a failure of the call means. The caller's own wish to stop comes first, then the deadline and the end
    /// of the channel: they make the call fail in ways that would mislead.
    /// </summary>
    /// <param name="failure">How gRPC reported it.</param>
    /// <param name="waiting">A token of the caller's for this part of the call alone.</param>
    /// <returns>An <see cref="OperationCanceledException"/> or a <see cref="CallException"/>.</returns>
    internal Exception Explain(RpcException failure, CancellationToken waiting)
    {
        if (_caller.IsCancellationRequested || waiting.IsCancellationRequested || _isGivenUp)
        {
            return new OperationCanceledException(
                "The call was cancelled.", failure, waiting.IsCancellationRequested ? waiting : _caller);
        }

        return _timer is { IsCancellationRequested: true }
            ? new CallException(
                Method,
                Timeout,
                StatusCode.DeadlineExceeded,
                "no answer came in time",
                CallFailureCause.Deadline,
                failure)
            : _channel.IsClosed ? Closed(failure)
            : CallFailure.Explain(this, failure);
    }

    /// <summary>Notes that the caller disposed of the call.</summary>
    internal void GiveUp() => _isGivenUp = true;

    /// <summary>Releases the timer. A call that is over needs none.</summary>
    public void Dispose()
    {
        _either?.Dispose();
        _timer?.Dispose();
    }

    private CallException Closed(Exception failure) => new(
        Method,
        Timeout,
        StatusCode.Unavailable,
        "the connection to the plugin failed: it was closed by the host",
        CallFailureCause.Connection,
        failure);
}
