using System.Net;
using Grpc.Core;
using Grpc.Net.Client;

namespace P5.GoPlugin;

/// <summary>gRPC's channel to one plugin. Safe for any number of calls at once.</summary>
internal sealed class PluginChannel : IDisposable
{
    /// <summary>How many bytes of an answer the plugin may send before they are read.</summary>
    private const int StreamWindow = 1024 * 1024;

    private readonly PluginConnector _connector;
    private readonly GrpcChannel _channel;
    private Stream? _opened;
    private volatile bool _isClosed;

    /// <param name="connector">Opens connections, and reopens a lost one.</param>
    /// <param name="options">The limits and the clock.</param>
    /// <param name="opened">The first connection, or null; owned from here on.</param>
    internal PluginChannel(PluginConnector connector, PluginClientOptions options, Stream? opened = null)
    {
        _connector = connector;
        _opened = opened;
        _channel = GrpcChannel.ForAddress(
            // Servers compare the scheme with the transport. The name is never resolved.
            connector.IsSecure ? "https://localhost" : "http://localhost",
            new GrpcChannelOptions
            {
                HttpClient = new HttpClient(new CallHandler(CreateHandler())) { Timeout = Timeout.InfiniteTimeSpan },
                DisposeHttpClient = true,
                MaxReceiveMessageSize = options.MaxReceiveMessageSize,
                MaxSendMessageSize = null,

                // On a local socket, compression costs more than it saves, and a few bytes can expand to gigabytes.
                CompressionProviders = [],
            });
        Invoker = _channel.CreateCallInvoker();
        CallInvoker = new PluginCallInvoker(this, options.TimeProvider, Task.FromResult<Exception>);
    }

    /// <summary>Whether the host has closed it.</summary>
    internal bool IsClosed => _isClosed;

    /// <summary>How many connections have ended by the plugin, or could not be opened.</summary>
    internal int Losses => _connector.Losses;

    /// <inheritdoc cref="PluginConnector.IsLost"/>
    internal bool IsLost => _connector.IsLost;

    /// <summary>gRPC's own calls.</summary>
    internal CallInvoker Invoker { get; }

    /// <summary>Calls that fail with a <see cref="CallException"/>.</summary>
    internal CallInvoker CallInvoker { get; }

    /// <summary>Ends the calls in progress and closes the connections.</summary>
    public void Dispose()
    {
        _isClosed = true;
        _channel.Dispose();
        Interlocked.Exchange(ref _opened, null)?.Dispose();
    }

    private SocketsHttpHandler CreateHandler() => new()
    {
        ConnectCallback = async (_, cancellationToken) =>
            Interlocked.Exchange(ref _opened, null)
                ?? await _connector.ConnectAsync(cancellationToken).ConfigureAwait(false),
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        EnableMultipleHttp2Connections = false,
        InitialHttp2StreamWindowSize = StreamWindow,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
    };
}
