using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using P5.Proto.V0;

namespace P5.Plugin.Testing;

/// <summary>
/// Runs a plugin in a test's process: a gRPC client calls the plugin's real server over a unix socket (on Windows, TCP
/// on loopback).
/// </summary>
/// <remarks>
/// Hosts can be used concurrently, and each captures its own plugin's output to <see cref="Console"/>. The plugin runs
/// in the test's own folder and environment; P5 would start it in the workspace's.
/// </remarks>
public sealed class PluginTestHost : IAsyncDisposable
{
    /// <summary>After this time, calls that ignore their token are aborted.</summary>
    private static readonly TimeSpan s_stopGrace = TimeSpan.FromSeconds(1);

    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly HclogCapture _log = new();
    private readonly CapturedConsole _console = new();
    private readonly GrpcServer _server;
    private readonly ListenSocket _socket;
    private readonly Task _started;
    private readonly GrpcChannel _channel;

    /// <summary>Runs a plugin.</summary>
    /// <param name="plugin">The plugin. To capture its log, use another constructor.</param>
    public PluginTestHost(IAuthPlugin plugin)
        : this(_ => plugin ?? throw new ArgumentNullException(nameof(plugin)))
    {
    }

    /// <summary>Runs a plugin that logs.</summary>
    /// <param name="createPlugin">Creates the plugin, as for <see cref="PluginServer"/>.</param>
    public PluginTestHost(Func<ILogger, IAuthPlugin> createPlugin)
        : this(PluginServer.For(createPlugin ?? throw new ArgumentNullException(nameof(createPlugin))))
    {
    }

    /// <summary>Runs a plugin with its own services.</summary>
    /// <param name="options">The plugin's services, as for <see cref="PluginServer"/>.</param>
    public PluginTestHost(PluginServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var log = new HclogWriter(_log.Stream, TimeProvider.System);
        using (_console.Enter())
        {
            _server = new GrpcServer(options, new HostedMode(), log, new StdioBuffer(), _lifetime, CaptureConsole);
        }

        _socket = ListenSocket.Bind(Path.GetTempPath(), minPort: 0, maxPort: 0);
        _started = _server.StartAsync(_socket, mtls: null);
        _channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = null,
        });
        CallInvoker = _channel.CreateCallInvoker();
    }

    /// <summary>Calls the plugin's gRPC services: pass it to generated clients.</summary>
    public CallInvoker CallInvoker { get; }

    /// <summary>The settings of <c>p5.toml</c> and <c>Pulumi.yaml</c>. Default: none.</summary>
    public IDictionary<string, string> ProgramConfig { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The settings of <c>Pulumi.&lt;stack&gt;.yaml</c>. Default: none.</summary>
    public IDictionary<string, string> StackConfig { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The requested stack. Default: <c>dev</c>.</summary>
    public string StackName { get; set; } = "dev";

    /// <summary>
    /// <c>name</c> of the workspace's <c>Pulumi.yaml</c>. Default: empty, as in a workspace without one.
    /// </summary>
    public string ProgramName { get; set; } = "";

    /// <summary><c>secretsprovider</c> of <c>Pulumi.&lt;stack&gt;.yaml</c>. Default: empty.</summary>
    public string SecretsProvider { get; set; } = "";

    /// <summary>The plugin's log so far, oldest first, as a host receives it.</summary>
    public IReadOnlyList<PluginLogEntry> Log => _log.Read();

    /// <summary>The plugin's output to <see cref="Console.Out"/> so far, which P5 shows to its user.</summary>
    public string StandardOutput => _console.Output;

    /// <summary>The plugin's output to <see cref="Console.Error"/> so far, which P5 shows to its user.</summary>
    public string StandardError => _console.Error;

    /// <summary>Calls the plugin as P5 does, with the settings and names of this host.</summary>
    /// <param name="deadline">The time limit, like a host's <c>timeout</c>; null for none.</param>
    /// <param name="cancellationToken">Cancels the call, like Ctrl+C in a host.</param>
    /// <returns>The plugin's answer as the host receives it: variables, or the reason why there are none.</returns>
    /// <exception cref="PluginCallException">
    /// The call itself failed: the plugin threw, or did not answer before the deadline.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This host was disposed.</exception>
    public async Task<AuthResponse> AuthenticateAsync(
        TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_lifetime.ApplicationStopping.IsCancellationRequested, this);
        var request = new AuthenticateRequest
        {
            ProgramConfig = { ProgramConfig },
            StackConfig = { StackConfig },
            StackName = StackName,
            ProgramName = ProgramName,
            SecretsProvider = SecretsProvider,
        };
        try
        {
            return AuthService.FromWire(await new AuthPlugin.AuthPluginClient(CallInvoker)
                .AuthenticateAsync(
                    request,
                    deadline: (TimeProvider.System.GetUtcNow() + deadline)?.UtcDateTime,
                    cancellationToken: cancellationToken)
                .ConfigureAwait(false));
        }
        catch (RpcException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (RpcException e)
        {
            throw new PluginCallException($"{e.StatusCode}", e.Status.Detail);
        }
    }

    /// <summary>Ends the plugin as a host does: calls in progress are cancelled. Can be called twice.</summary>
    /// <returns>A task that completes when they have ended.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return;
        }

        _lifetime.StopApplication();
        await _started.ConfigureAwait(false);
        using var grace = new CancellationTokenSource(s_stopGrace);
        await _server.StopAsync(grace.Token).ConfigureAwait(false);
        _channel.Dispose();
        await _server.DisposeAsync().ConfigureAwait(false);
        _socket.Dispose();
    }

    private RequestDelegate CaptureConsole(RequestDelegate next) => async context =>
    {
        using (_console.Enter())
        {
            await next(context).ConfigureAwait(false);
        }
    };

    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        await _started.WaitAsync(cancellationToken).ConfigureAwait(false);
        EndPoint endPoint = _socket.Socket.LocalEndPoint!;
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
