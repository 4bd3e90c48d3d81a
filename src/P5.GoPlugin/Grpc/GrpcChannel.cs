using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace P5.GoPlugin;

/// <summary>
/// gRPC calls over one HTTP/2 connection. Safe for any number of calls at once. Messages have no size limit
/// but that of an array.
/// </summary>
public sealed class GrpcChannel : IDisposable
{
    private const string ContentType = "application/grpc";

    /// <summary>Enough that a large answer does not wait for the window; the framework's own start is 64 KiB.</summary>
    private const int StreamWindowBytes = 1024 * 1024;

    /// <summary>In KiB. Errors travel in trailers, so a long error text must fit.</summary>
    private const int MaxHeadersKibibytes = 128;

    private static readonly MediaTypeHeaderValue s_contentType = new(ContentType);
    private static readonly TransferCodingWithQualityHeaderValue s_trailers = new("trailers");

    private readonly HttpMessageInvoker _http;
    private readonly Uri _root;
    private readonly ConcurrentDictionary<string, Uri> _addresses = new();
    private readonly TimeProvider _timeProvider;

    /// <param name="connect">Opens the connection, now and again should it be lost.</param>
    /// <param name="secure">Whether what <paramref name="connect"/> returns is encrypted.</param>
    /// <param name="timeProvider">The clock of the deadlines.</param>
    internal GrpcChannel(
        Func<CancellationToken, ValueTask<Stream>> connect, bool secure, TimeProvider timeProvider)
    {
        // The connection goes to a socket of our own, so nothing that a web client would add belongs here: no
        // proxy, redirects, cookies or tracing headers, and no idle limit, for some plugins end with their host's
        // connection.
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = (_, cancellationToken) => connect(cancellationToken),
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            EnableMultipleHttp2Connections = false,
            InitialHttp2StreamWindowSize = StreamWindowBytes,
            MaxResponseHeadersLength = MaxHeadersKibibytes,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        });

        // Servers compare the scheme with the transport, so it must tell the truth.
        _root = new Uri(secure ? "https://localhost" : "http://localhost");
        _timeProvider = timeProvider;
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
        using var deadline = new CallDeadline(timeout, _timeProvider, cancellationToken);
        try
        {
            using HttpResponseMessage response =
                await SendAsync(method.Path, request, timeout, deadline.Token).ConfigureAwait(false);
            GrpcFrameReader frames = await OpenFramesAsync(response, deadline.Token).ConfigureAwait(false);
            byte[]? payload = await frames.ReadAsync(deadline.Token).ConfigureAwait(false);
            if (payload is not null && await frames.ReadAsync(deadline.Token).ConfigureAwait(false) is not null)
            {
                throw Broken("the plugin answered twice where one answer was due");
            }

            ThrowUnlessOk(response);
            return Parse(method, payload ?? throw Broken("the plugin reported success without an answer"));
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
        HttpResponseMessage? response = null;
        GrpcFrameReader? frames = null;
        try
        {
            while (true)
            {
                byte[]? payload;
                try
                {
                    response ??= await SendAsync(method.Path, request, timeout, deadline.Token).ConfigureAwait(false);
                    frames ??= await OpenFramesAsync(response, deadline.Token).ConfigureAwait(false);
                    payload = await frames.ReadAsync(deadline.Token).ConfigureAwait(false);
                    if (payload is null)
                    {
                        ThrowUnlessOk(response);
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
        finally
        {
            response?.Dispose();
        }
    }

    /// <summary>Closes the connection; calls under way fail.</summary>
    public void Dispose() => _http.Dispose();

    private Task<HttpResponseMessage> SendAsync(
        string path, IMessage message, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        // The transport disposes of the content when it has sent it.
        var request = new HttpRequestMessage(HttpMethod.Post, _addresses.GetOrAdd(path, static (path, root) => new Uri(root, path), _root))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(GrpcFrame.Write(message)),
        };
        request.Content.Headers.ContentType = s_contentType;
        request.Headers.TE.Add(s_trailers);
        request.Headers.TryAddWithoutValidation("grpc-accept-encoding", "identity");
        if (timeout is { } given)
        {
            request.Headers.TryAddWithoutValidation("grpc-timeout", GrpcTimeout.Format(given));
        }

        return _http.SendAsync(request, cancellationToken);
    }

    private static async Task<GrpcFrameReader> OpenFramesAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string contentType = response.Content.Headers.NonValidated.TryGetValues("content-type", out HeaderStringValues sent)
            ? sent.ToString()
            : "";
        bool isGrpc = contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
            && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';');

        if (response.StatusCode != HttpStatusCode.OK && !(isGrpc && GrpcStatus.Find(response.Headers) is not null))
        {
            throw new GrpcException(
                GrpcStatus.FromHttp(response.StatusCode),
                $"the plugin answered with the HTTP status {(int)response.StatusCode}",
                GrpcFailureCause.Protocol);
        }

        if (!isGrpc)
        {
            throw new GrpcException(
                GrpcStatusCode.Unknown,
                $"the plugin answered with the content type '{Printable.Shorten(contentType)}', which is no gRPC",
                GrpcFailureCause.Protocol);
        }

        return new GrpcFrameReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Trailers are complete once the body is read; an answer without a body has its status in the headers.</summary>
    private static void ThrowUnlessOk(HttpResponseMessage response)
    {
        GrpcStatus status = GrpcStatus.Find(response.TrailingHeaders)
            ?? GrpcStatus.Find(response.Headers)
            ?? throw new GrpcException(
                GrpcStatusCode.Unknown, "the plugin's answer ended without a gRPC status", GrpcFailureCause.Protocol);
        if (status.Code != GrpcStatusCode.OK)
        {
            throw new GrpcException(status.Code, status.Detail, GrpcFailureCause.Status);
        }
    }

    private static TResponse Parse<TRequest, TResponse>(GrpcMethod<TRequest, TResponse> method, byte[] payload)
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
