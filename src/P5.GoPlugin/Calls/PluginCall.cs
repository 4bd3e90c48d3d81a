using Grpc.Core;

namespace P5.GoPlugin;

/// <summary>A call in progress: its deadline, and the HTTP response that shows why it failed.</summary>
internal sealed class PluginCall : IDisposable
{
    /// <summary>The longest time that a timer can be set to. Longer timeouts are treated as none.</summary>
    internal static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>The HTTP handler finds the call of a request here: gRPC does not pass anything to it.</summary>
    private static readonly AsyncLocal<PluginCall?> s_current = new();

    /// <summary>Headers that HTTP or its client sets: those that a call has are dropped without an error.</summary>
    private static readonly HashSet<string> s_reserved =
    [
        "allow", "connection", "content-disposition", "content-encoding", "content-language", "content-length",
        "content-location", "content-md5", "content-range", "content-type", "expires", "host", "keep-alive",
        "last-modified", "te", "trailer", "transfer-encoding", "upgrade",
    ];

    private readonly PluginChannel _channel;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationToken _caller;
    private readonly int _lossesBefore;
    private readonly bool _wasLostBefore;
    private readonly CancellationTokenSource? _timer;
    private readonly CancellationTokenSource? _either;
    private readonly DateTimeOffset? _deadline;
    private volatile bool _isDisposedByCaller;
    private CancellationToken _cancelledBy;

    /// <param name="channel">The connection.</param>
    /// <param name="method">The method's full name.</param>
    /// <param name="responseType">The name of its answer's message.</param>
    /// <param name="options">The caller's options.</param>
    /// <param name="timeProvider">The clock of the deadline.</param>
    /// <exception cref="ArgumentException">An option cannot be used.</exception>
    internal PluginCall(
        PluginChannel channel, string method, string responseType, CallOptions options, TimeProvider timeProvider)
    {
        _channel = channel;
        Method = method;
        ResponseType = responseType;
        _timeProvider = timeProvider;
        _caller = options.CancellationToken;
        Options = options;
        _lossesBefore = channel.Losses;
        _wasLostBefore = channel.IsLost;
        Check(options);
        if (options.Deadline is not { } deadline || deadline == DateTime.MaxValue)
        {
            return;
        }

        if (deadline.Kind != DateTimeKind.Utc && deadline != DateTime.MinValue)
        {
            throw new ArgumentException("A deadline must be in UTC.", nameof(options));
        }

        _deadline = new DateTimeOffset(deadline, TimeSpan.Zero);
        TimeSpan left = deadline - timeProvider.GetUtcNow().UtcDateTime;
        Timeout = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        if (Timeout <= LongestTimer)
        {
            _timer = new CancellationTokenSource(Timeout.Value, timeProvider);
            _either = CancellationTokenSource.CreateLinkedTokenSource(_caller, _timer.Token);
        }

        // gRPC's own timer would follow the system's clock.
        Options = options.WithDeadline(DateTime.MaxValue).WithCancellationToken(_either?.Token ?? _caller);
    }

    /// <summary>The call whose request is being sent.</summary>
    /// <exception cref="InvalidOperationException">No request is being sent.</exception>
    internal static PluginCall Current =>
        s_current.Value ?? throw new InvalidOperationException("A request was sent outside of a plugin's call.");

    internal string Method { get; }

    internal string ResponseType { get; }

    /// <summary>The time to the deadline when the call started; null for no deadline.</summary>
    internal TimeSpan? Timeout { get; }

    /// <summary>The options to pass to gRPC.</summary>
    internal CallOptions Options { get; }

    /// <summary>
    /// The caller's token for the message that is being read. gRPC cancels the whole call with it, and all its other
    /// parts then fail as cancelled.
    /// </summary>
    internal CancellationToken Reading { get; set; }

    /// <summary>The same for the message that is being written.</summary>
    internal CancellationToken Writing { get; set; }

    /// <summary>
    /// Whether the connection has ended since the call started, or just before: the transport sends requests on a
    /// connection until it has processed the end that was read from it.
    /// </summary>
    internal bool HasLostConnection => _channel.Losses != _lossesBefore || (_wasLostBefore && _channel.IsLost);

    /// <summary>The request that is being sent, or its response.</summary>
    internal Task<HttpResponseMessage>? Sending { get; set; }

    /// <summary>The response; null until its headers arrive.</summary>
    internal HttpResponseMessage? Response => Sending is { IsCompletedSuccessfully: true } sent ? sent.Result : null;

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
    /// Finds the cause of a failure. The caller's cancellation is checked first, then the deadline and the closing of
    /// the channel, because the errors that they lead to are misleading.
    /// </summary>
    /// <param name="failure">How gRPC reported it.</param>
    /// <returns>An <see cref="OperationCanceledException"/> or a <see cref="CallException"/>.</returns>
    internal Exception Classify(RpcException failure)
    {
        if (!_cancelledBy.IsCancellationRequested)
        {
            _cancelledBy = new[] { Reading, Writing, _caller }.FirstOrDefault(token => token.IsCancellationRequested);
        }

        if (_cancelledBy.IsCancellationRequested || _isDisposedByCaller)
        {
            return new OperationCanceledException("The call was cancelled.", failure, _cancelledBy);
        }

        if (failure.StatusCode == StatusCode.OK)
        {
            return new InvalidOperationException(
                $"The request was not sent: the plugin has completed the call {Method}.", failure);
        }

        return HasTimedOut(failure.StatusCode)
            ? new CallException(
                Method,
                Timeout,
                StatusCode.DeadlineExceeded,
                "no answer arrived in time",
                CallFailureCause.Deadline,
                failure)
            : _channel.IsClosed ? Closed(failure)
            : CallFailure.Classify(this, failure);
    }

    internal void MarkDisposedByCaller() => _isDisposedByCaller = true;

    public void Dispose()
    {
        _either?.Dispose();
        _timer?.Dispose();
    }

    /// <summary>
    /// Whether the host's deadline has passed. The plugin knows the deadline and may report it before the host's timer
    /// fires; if it reports one earlier, that is a deadline of its own.
    /// </summary>
    private bool HasTimedOut(StatusCode reported) =>
        _timer is { IsCancellationRequested: true }
        || (reported == StatusCode.DeadlineExceeded && _timeProvider.GetUtcNow() >= _deadline);

    /// <summary>Refuses what gRPC's client would report as a failed call, and credentials, which can hang it.</summary>
    private static void Check(CallOptions options)
    {
        if (options.Credentials is not null)
        {
            throw new ArgumentException(
                "Call credentials are not supported: the connection to a plugin is local, and AutoMTLS protects it. "
                + "Send what the plugin needs in a header.",
                nameof(options));
        }

        foreach (Metadata.Entry header in options.Headers ?? [])
        {
            if (!header.IsBinary && header.Value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                throw new ArgumentException(
                    $"The value of the header '{header.Key}' has a character that is not printable ASCII. Send it in a "
                    + "header whose name ends in '-bin'.",
                    nameof(options));
            }

            if (s_reserved.Contains(header.Key)
                || (header.Key.StartsWith("grpc-", StringComparison.Ordinal) && !header.IsBinary))
            {
                throw new ArgumentException(
                    $"The header '{header.Key}' is reserved for HTTP or gRPC and would not be sent. Use another name.",
                    nameof(options));
            }
        }
    }

    private CallException Closed(Exception failure) => new(
        Method,
        Timeout,
        StatusCode.Unavailable,
        "the connection to the plugin failed: the host closed it",
        CallFailureCause.Connection,
        failure);
}
