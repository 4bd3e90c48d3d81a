using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Google.Protobuf;
using P5.Plugin.Grpc;
using P5.Proto.GoPlugin;
using P5.Proto.V0;

namespace P5.Plugin.Tests.Support;

/// <summary>A gRPC client on the bare HTTP/2 client of .NET, so that nothing of the server tests itself.</summary>
internal sealed class GrpcClient : IDisposable
{
    public const string Authenticate = "/p5.plugin.v0.AuthPlugin/Authenticate";
    public const string HealthCheck = "/grpc.health.v1.Health/Check";
    public const string Shutdown = "/plugin.GRPCController/Shutdown";
    public const string StreamStdio = "/plugin.GRPCStdio/StreamStdio";

    private readonly HttpClient _http;
    private int _connections;

    public GrpcClient(string network, string address, TestTls? tls)
    {
        EndPoint endPoint = network == "unix" ? new UnixDomainSocketEndPoint(address) : IPEndPoint.Parse(address);
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancellationToken) =>
            {
                Interlocked.Increment(ref _connections);
                var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(endPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        if (tls is not null)
        {
            handler.SslOptions = tls.Options;
        }

        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri(tls is null ? "http://localhost" : "https://localhost"),
            Timeout = PluginProcess.Patience,
        };
    }

    /// <summary>How often this client had to connect.</summary>
    public int Connections => _connections;

    public static byte[] Frame(IMessage message)
    {
        var frame = new ArrayBufferWriter<byte>();
        GrpcFrame.Write(frame, message);
        return frame.WrittenSpan.ToArray();
    }

    public Task<GrpcReply> AuthenticateAsync(params (string Name, string Value)[] settings) =>
        CallAsync(Authenticate, AuthenticateIn("dev", settings));

    public static AuthenticateRequest AuthenticateIn(string stack, params (string Name, string Value)[] settings) =>
        new() { StackName = stack, StackConfig = { settings.ToDictionary(s => s.Name, s => s.Value) } };

    public Task<GrpcReply> CallAsync(string path, IMessage request, string? timeout = null) =>
        CallAsync(path, Frame(request), "application/grpc", timeout);

    public async Task<GrpcReply> CallAsync(string path, byte[] body, string contentType, string? timeout = null)
    {
        using HttpRequestMessage request = CreateRequest(path, body, contentType);
        if (timeout is not null)
        {
            request.Headers.Add("grpc-timeout", timeout);
        }

        using HttpResponseMessage response = await _http.SendAsync(request);
        byte[] reply = await response.Content.ReadAsByteArrayAsync();
        return new(
            response.StatusCode, Value(response, "grpc-status"), Value(response, "grpc-message"), reply);
    }

    /// <summary>Opens the output stream. The returned reader ends when the plugin ends it.</summary>
    public async Task<StdioReader> OpenStdioAsync()
    {
        using HttpRequestMessage request = CreateRequest(StreamStdio, Frame(new Empty()), "application/grpc");
        HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return new(response);
    }

    /// <summary>Starts a call that the caller may cancel.</summary>
    public Task<HttpResponseMessage> SendAsync(string path, IMessage message, CancellationToken cancellationToken) =>
        _http.SendAsync(CreateRequest(path, Frame(message), "application/grpc"), cancellationToken);

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage CreateRequest(string path, byte[] body, string contentType)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    private static string? Value(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out IEnumerable<string>? values)
        || response.Headers.TryGetValues(name, out values)
            ? values.Single()
            : null;
}
