using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using P5.Plugin.Logging;
using P5.Plugin.Modes;
using P5.Plugin.Output;
using P5.Plugin.Services;
using P5.Plugin.Startup;
using P5.Proto.V0;

namespace P5.Plugin.Testing;

/// <summary>
/// Runs a plugin in the process of a test: a gRPC client calls the server that serves hosts, over a unix socket (on
/// Windows, TCP on loopback).
/// </summary>
/// <remarks>
/// Any number of hosts can be used side by side, also with what their plugins write to <see cref="Console"/>. The plugin
/// runs in the test's own folder and environment; P5 would start it in the workspace's.
/// </remarks>
public sealed class PluginTestHost : IAsyncDisposable
{
    /// <summary>Calls that heed no token are cut off then.</summary>
    private static readonly TimeSpan s_stopGrace = TimeSpan.FromSeconds(1);

    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly HclogCapture _log = new();
    private readonly CapturedConsole _console = new();
    private readonly GrpcServer _server;
    private readonly ListenSocket _socket;
    private readonly Task _started;
    private readonly GrpcChannel _channel;

    /// <summary>Runs a plugin.</summary>
    /// <param name="plugin">The plugin. What it logs is its own; to see it here, use another constructor.</param>
    public PluginTestHost(IAuthPlugin plugin)
        : this(_ => plugin ?? throw new ArgumentNullException(nameof(plugin)))
    {
    }

    /// <summary>Runs a plugin that logs.</summary>
    /// <param name="createPlugin">Makes the plugin, as for <see cref="PluginServer"/>.</param>
    public PluginTestHost(Func<ILogger, IAuthPlugin> createPlugin)
        : this(PluginServer.For(createPlugin ?? throw new ArgumentNullException(nameof(createPlugin))))
    {
    }

    /// <summary>Runs a plugin with services of its own.</summary>
    /// <param name="options">What the plugin serves, as for <see cref="PluginServer"/>.</param>
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

    /// <summary>Calls the plugin's gRPC services: what generated clients are constructed with.</summary>
    public CallInvoker CallInvoker { get; }

    /// <summary>The settings of <c>p5.toml</c> and <c>Pulumi.yaml</c>. Default: none.</summary>
    public IDictionary<string, string> ProgramConfig { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The settings of <c>Pulumi.&lt;stack&gt;.yaml</c>. Default: none.</summary>
    public IDictionary<string, string> StackConfig { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The stack that is asked for. Default: <c>dev</c>.</summary>
    public string StackName { get; set; } = "dev";

    /// <summary><c>name</c> of the workspace's <c>Pulumi.yaml</c>. Default: empty, as in a workspace without one.</summary>
    public string ProgramName { get; set; } = "";

    /// <summary><c>secretsprovider</c> of <c>Pulumi.&lt;stack&gt;.yaml</c>. Default: empty.</summary>
    public string SecretsProvider { get; set; } = "";

    /// <summary>What the plugin logged so far, oldest first, as a host reads it.</summary>
    public IReadOnlyList<PluginLogEntry> Log => _log.Read();

    /// <summary>What the plugin wrote to <see cref="Console.Out"/> so far, which P5 shows to its user.</summary>
    public string StandardOutput => _console.Output;

    /// <summary>What the plugin wrote to <see cref="Console.Error"/> so far, which P5 shows to its user.</summary>
    public string StandardError => _console.Error;

    /// <summary>Asks the plugin as P5 does, with the settings and names of this host.</summary>
    /// <param name="deadline">How long the plugin has, as a host's <c>timeout</c>; null for any time.</param>
    /// <param name="cancellationToken">Hangs up, as a host does whose user presses Ctrl+C.</param>
    /// <returns>The plugin's answer as it arrives at the host: variables, or the reason why there are none.</returns>
    /// <exception cref="PluginCallException">
    /// The call itself failed: the plugin threw, or did not answer before the deadline.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was set.</exception>
    /// <exception cref="ObjectDisposedException">This host was disposed of.</exception>
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

    /// <summary>Ends the plugin as a host does: calls under way are cancelled. Once more does nothing.</summary>
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
