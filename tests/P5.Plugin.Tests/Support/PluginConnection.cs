using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using P5.Proto.GoPlugin;
using P5.Proto.Health.V1;
using P5.Proto.V0;

namespace P5.Plugin.Tests;

/// <summary>A host's connection to a plugin, with the generated clients.</summary>
internal sealed class PluginConnection : IDisposable
{
    private readonly GrpcChannel _channel;
    private int _connections;

    public PluginConnection(string network, string address, TestTls? tls = null)
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

        Http = new HttpClient(handler)
        {
            BaseAddress = new Uri(tls is null ? "http://localhost" : "https://localhost"),
            Timeout = TestTimeout.Default,
        };
        _channel = GrpcChannel.ForAddress(Http.BaseAddress, new GrpcChannelOptions
        {
            HttpClient = Http,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = null,
        });
        Invoker = _channel.CreateCallInvoker();
    }

    /// <summary>For the clients of other services, and for calls that no client makes.</summary>
    public CallInvoker Invoker { get; }

    /// <summary>For requests that are not gRPC.</summary>
    public HttpClient Http { get; }

    /// <summary>How often this client had to connect.</summary>
    public int Connections => _connections;

    public AuthPlugin.AuthPluginClient Auth => new(Invoker);

    public GRPCController.GRPCControllerClient Controller => new(Invoker);

    public Health.HealthClient Health => new(Invoker);

    public static AuthenticateRequest RequestFor(string stack, params (string Name, string Value)[] settings) =>
        new() { StackName = stack, StackConfig = { settings.ToDictionary(s => s.Name, s => s.Value) } };

    public async Task<AuthenticateResponse> AuthenticateAsync(params (string Name, string Value)[] settings) =>
        await Auth.AuthenticateAsync(RequestFor("dev", settings));

    /// <summary>Opens the output stream.</summary>
    public async Task<StdioReader> OpenStdioAsync()
    {
        AsyncServerStreamingCall<StdioData> call = new GRPCStdio.GRPCStdioClient(Invoker).StreamStdio(new());
        await call.ResponseHeadersAsync.WaitAsync(TestTimeout.Default);
        return new(call);
    }

    public void Dispose() => _channel.Dispose();
}
