using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using Google.Protobuf;

namespace P5.GoPlugin;

/// <summary>
/// gRPC calls over one HTTP/2 connection. Safe for any number of calls at once. Messages have no size limit
/// but that of an array.
/// </summary>
public sealed class GrpcChannel : IDisposable
{
    /// <summary>Of one answer, nothing is to be seen before its end; only a large one has to be taken in pieces.</summary>
    private const int WakeForUnary = Http2Connection.StreamWindow / 4;

    /// <summary>Of a stream of answers, each counts.</summary>
    private const int WakeForStream = 1;

    private readonly Func<CancellationToken, ValueTask<Stream>> _connect;
    private readonly bool _secure;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();

    /// <summary>All that are not over: the last, and others that end with the calls they have.</summary>
    private readonly List<Http2Connection> _connections = [];
    private Task<Http2Connection>? _last;
    private bool _isClosed;

    /// <param name="connect">Opens the connection, now and again should it be lost.</param>
    /// <param name="secure">Whether what <paramref name="connect"/> returns is encrypted.</param>
    /// <param name="timeProvider">The clock of the deadlines.</param>
    /// <param name="opened">The first connection, where there is one.</param>
    internal GrpcChannel(
        Func<CancellationToken, ValueTask<Stream>> connect, bool secure, TimeProvider timeProvider, Stream? opened = null)
    {
        _connect = connect;
        _secure = secure;
        _timeProvider = timeProvider;
        if (opened is not null)
        {
            _last = Task.FromResult(Add(opened));
        }
    }

    /// <summary>Sends one message and receives one.</summary>
    /// <param name="method">What to call.</param>
    /// <param name="request">The message to send.</param>
    /// <param name="timeout">How long it may take, more than zero; null for as long as it takes.</param>
    /// <param name="cancellationToken">Ends the call; the connection and other calls go on.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="GrpcException">The call failed, or took longer than <paramref name="timeout"/>.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<TResponse> UnaryCallAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method,
        TRequest request,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>
    {
        ArgumentNullException.ThrowIfNull(method);
        return Parse(method, await UnaryCallAsync(method.Path, request, timeout, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Sends one message and receives the bytes of one.</summary>
    /// <remarks>Without type parameters: the state machines of generic methods are not compiled ahead.</remarks>
    /// <inheritdoc cref="UnaryCallAsync{TRequest, TResponse}"/>
    internal async Task<byte[]> UnaryCallAsync(
        string path, IMessage request, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        using var deadline = new CallDeadline(timeout, _timeProvider, cancellationToken);
        try
        {
            using GrpcCall call = Begin(path, request, timeout, WakeForUnary, deadline.Token);
            byte[]? payload;
            while (!call.TryNext(out payload))
            {
                await call.WaitAsync().ConfigureAwait(false);
            }

            byte[]? next = null;
            while (payload is not null && !call.TryNext(out next))
            {
                await call.WaitAsync().ConfigureAwait(false);
            }

            if (next is not null)
            {
                throw Broken("the plugin answered twice where one answer was due");
            }

            return payload ?? throw Broken("the plugin reported success without an answer");
        }
        catch (Exception failure) when (TransportFailure.Is(failure))
        {
            throw deadline.Explain(failure);
        }
    }

    /// <summary>Sends one message and receives any number, as they come.</summary>
    /// <param name="method">What to call.</param>
    /// <param name="request">The message to send.</param>
    /// <param name="timeout">How long the whole call may take, more than zero; null for as long as it takes.</param>
    /// <param name="cancellationToken">Ends the call; the connection and other calls go on.</param>
    /// <returns>The answers. The call begins with the enumeration and ends with it.</returns>
    /// <exception cref="GrpcException">The call failed, or took longer than <paramref name="timeout"/>.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async IAsyncEnumerable<TResponse> ServerStreamingCallAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method,
        TRequest request,
        TimeSpan? timeout = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>
    {
        ArgumentNullException.ThrowIfNull(method);
        using var deadline = new CallDeadline(timeout, _timeProvider, cancellationToken);
        using GrpcCall call = Begin(method.Path, request, timeout, WakeForStream, deadline.Token);
        while (true)
        {
            byte[]? payload;
            try
            {
                while (!call.TryNext(out payload))
                {
                    await call.WaitAsync().ConfigureAwait(false);
                }
            }
            catch (Exception failure) when (TransportFailure.Is(failure))
            {
                throw deadline.Explain(failure);
            }

            if (payload is null)
            {
                yield break;
            }

            yield return Parse(method, payload);
        }
    }

    /// <summary>Closes the connection; calls under way fail.</summary>
    public void Dispose()
    {
        Http2Connection[] connections;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            connections = [.. _connections];
        }

        _closing.Cancel();
        foreach (Http2Connection connection in connections)
        {
            connection.Close();
        }

        _closing.Dispose();
    }

    /// <summary>The connection for a new call: the one there is, or another once it takes no more.</summary>
    /// <exception cref="Http2Exception">The channel is closed; in the task, there is no connection to be had.</exception>
    internal Task<Http2Connection> GetConnectionAsync()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                throw Unconnected("it was closed by the host", innerException: null);
            }

            if (_last is null || (_last.IsCompleted && !(_last.IsCompletedSuccessfully && _last.Result.IsUsable)))
            {
                _last = ConnectAsync(_closing.Token);
            }

            return _last;
        }
    }

    private GrpcCall Begin(string path, IMessage message, TimeSpan? timeout, int wakeAt, CancellationToken cancellationToken) =>
        new(this, GrpcHeaders.Write(path, _secure, timeout), GrpcFrame.Write(message), wakeAt, cancellationToken);

    private async Task<Http2Connection> ConnectAsync(CancellationToken cancellationToken)
    {
        Stream transport;
        try
        {
            transport = await _connect(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SocketException or IOException or AuthenticationException
            or OperationCanceledException or ObjectDisposedException)
        {
            throw Unconnected(failure.GetBaseException().Message, failure);
        }

        return Add(transport);
    }

    private Http2Connection Add(Stream transport)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                transport.Dispose();
                throw Unconnected("it was closed by the host", innerException: null);
            }

            _connections.RemoveAll(static connection => connection.IsOver);
            var connection = new Http2Connection(transport);
            _connections.Add(connection);
            return connection;
        }
    }

    private static Http2Exception Unconnected(string message, Exception? innerException) =>
        new(Http2FailureKind.Connection, Http2ErrorCode.NoError, message, innerException);

    internal static TResponse Parse<TRequest, TResponse>(GrpcMethod<TRequest, TResponse> method, byte[] payload)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>
    {
        try
        {
            return method.ResponseParser.ParseFrom(payload);
        }
        catch (InvalidProtocolBufferException failure)
        {
            throw new GrpcException(
                GrpcStatusCode.Internal,
                $"the plugin's answer to {method.Path} is no {typeof(TResponse).Name}: {failure.Message}",
                GrpcFailureCause.Protocol,
                failure);
        }
    }

    private static GrpcException Broken(string detail) =>
        new(GrpcStatusCode.Internal, detail, GrpcFailureCause.Protocol);
}
