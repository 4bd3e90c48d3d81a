using Google.Protobuf;
using Grpc.Core;
using P5.Proto.GoPlugin;
using P5.Proto.Health.V1;

namespace P5.GoPlugin;

/// <summary>A running plugin. Safe for concurrent calls.</summary>
/// <remarks>
/// On Unix a plugin shares the host's terminal, so that it can prompt its user there. Ctrl+C in the terminal therefore
/// reaches the plugin too. Go's library ignores it; a plugin that does not ignore it ends, and its next call throws a
/// <see cref="PluginCrashedException"/>. On Windows a plugin has its own console.
/// </remarks>
public sealed class PluginClient : IAsyncDisposable
{
    /// <summary>How long a plugin may take to end after Shutdown.</summary>
    internal static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(2);

    /// <summary>How long the process may outlive its connection when it ends.</summary>
    private static readonly TimeSpan s_exitGrace = TimeSpan.FromMilliseconds(500);

    /// <summary>The same after an invalid answer on a connection that is still open.</summary>
    private static readonly TimeSpan s_invalidAnswerGrace = TimeSpan.FromMilliseconds(50);

    /// <summary>How long the output callback may take for the rest of the output when the plugin is stopped.</summary>
    private static readonly TimeSpan s_outputGrace = TimeSpan.FromSeconds(5);

    private readonly IPluginHandle _plugin;
    private readonly PluginChannel _channel;
    private readonly PluginConnector _connector;
    private readonly PluginClientOptions _options;
    private readonly CancellationTokenSource _stopNow = new();
    private readonly Lock _gate = new();
    private Task? _stop;

    internal PluginClient(PluginClientOptions options, PluginConnection connection)
    {
        _options = options;
        _plugin = connection.Plugin;
        _connector = connection.Connector;
        ProtocolVersion = connection.ProtocolVersion;
        _channel = connection.Channel;
        CallInvoker = new PluginCallInvoker(_channel, options.TimeProvider, TranslateAsync);
        Exited = EndAsync();
    }

    /// <summary>Whether another program started the plugin, so that this object is only connected to it.</summary>
    public bool IsAttached => !_plugin.IsOwned;

    /// <summary>The plugin's process id, also after the process has ended.</summary>
    public int ProcessId => _plugin.ProcessId;

    /// <summary>The version of the application's protocol that the plugin chose from the host's.</summary>
    public int ProtocolVersion { get; }

    /// <summary>Whether the plugin's process is running; for an attached plugin, whether it is attached.</summary>
    public bool IsRunning => !_plugin.HasExited;

    /// <summary>
    /// Completes when the plugin's process has ended for any reason, all of its output was passed on and its socket
    /// folder is deleted; for an attached plugin, when it is detached. Never fails.
    /// </summary>
    public Task Exited { get; }

    /// <summary>
    /// Calls the plugin's services: pass it to the client that Grpc.Tools generates from the .proto file. A failed call
    /// of any kind, unary or streaming, throws one of the exceptions below, never <see cref="RpcException"/>. Deadlines
    /// are compared with the time of <see cref="PluginClientOptions.TimeProvider"/>.
    /// </summary>
    /// <exception cref="PluginCrashedException">
    /// The plugin ended or closed its connection. It is no longer running.
    /// </exception>
    /// <exception cref="PluginTimeoutException">No answer arrived before the deadline.</exception>
    /// <exception cref="PluginRpcException">
    /// The plugin answered with an error, or with invalid gRPC; or the request could not be sent, for example because
    /// of its size or its serializer.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The plugin was stopped before or during the call.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled the call.</exception>
    /// <exception cref="ArgumentException">
    /// A deadline is not in UTC, a request is null, a header cannot be sent, or the call has credentials.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A request is written after the plugin has completed the call.
    /// </exception>
    public CallInvoker CallInvoker { get; }

    internal static HealthCheckRequest HealthRequest => new() { Service = GoPluginProtocol.HealthService };

    /// <summary>Starts a plugin and connects to it.</summary>
    /// <param name="options">The plugin, and how to start it.</param>
    /// <param name="cancellationToken">
    /// Cancels the start; the plugin's processes have ended when this method throws.
    /// </param>
    /// <returns>The running plugin. The caller stops it.</returns>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    /// <exception cref="PluginNotFoundException">The executable does not exist or cannot be executed.</exception>
    /// <exception cref="PluginChecksumException">The file does not have the expected checksum.</exception>
    /// <exception cref="PluginStartException">
    /// The plugin could not be started, or ended before its handshake.
    /// </exception>
    /// <exception cref="PluginHandshakeException">
    /// The plugin's first line is not a handshake, or the host cannot connect to the announced address.
    /// </exception>
    /// <exception cref="PluginProtocolException">
    /// The plugin uses a protocol or version that the host does not support.
    /// </exception>
    /// <exception cref="PluginStartTimeoutException">The plugin was not ready within the start timeout.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled the start.</exception>
    public static async Task<PluginClient> StartAsync(
        PluginClientOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new PluginClient(
            options, await new PluginLauncher(options).LaunchAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Connects to a plugin that another program started, such as a debugger. The host never asks it to end and never
    /// kills it, and the connection is not encrypted.
    /// </summary>
    /// <param name="config">The plugin's address and process.</param>
    /// <param name="options">
    /// The options of the plugin. Those that concern its start are ignored; messages name it by the command.
    /// </param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <returns>The plugin. The caller stops it, which detaches from it.</returns>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    /// <exception cref="PluginAttachException">
    /// The address is not on this machine, or nothing is listening there.
    /// </exception>
    /// <exception cref="PluginProtocolException">
    /// The plugin uses a protocol or version that the host does not support.
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller cancelled the attempt.</exception>
    public static async Task<PluginClient> AttachAsync(
        ReattachConfig config, PluginClientOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new PluginClient(
            options, await new PluginAttacher(options, config).AttachAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Makes the first start and the first call of the process faster: runs their code with a plugin in memory. Starts
    /// nothing, and uses neither files nor the network. Takes about as much processor time as it saves, so call it
    /// while nothing else is to be done.
    /// </summary>
    /// <returns>A task that completes when the code has run. A failure has no effect on later starts.</returns>
    public static Task WarmUpAsync() => WarmUpAsync(new HealthCheckResponse(), Warmup.CheckHealthAsync);

    /// <inheritdoc cref="WarmUpAsync()"/>
    /// <param name="answer">The message with which the plugin in memory answers each call, at most 250 bytes.</param>
    /// <param name="use">Calls the plugin in memory as the program calls its plugins.</param>
    public static Task WarmUpAsync(IMessage answer, Func<PluginClient, Task> use)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(use);
        return Task.Factory.StartNew(
            () => Warmup.Run(answer, use),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    /// <summary>Calls the plugin's health service.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the plugin has answered that it is serving.</returns>
    /// <exception cref="PluginCrashedException">The plugin ended or closed its connection.</exception>
    /// <exception cref="PluginRpcException">
    /// The plugin is not serving, has no health service, or its answer is not valid gRPC.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The plugin was stopped.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled the call.</exception>
    public async Task PingAsync(CancellationToken cancellationToken = default)
    {
        HealthCheckResponse health = await new Health.HealthClient(CallInvoker)
            .CheckAsync(HealthRequest, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        if (health.Status != HealthCheckResponse.Types.ServingStatus.Serving)
        {
            throw ErrorStatus(
                "/grpc.health.v1.Health/Check",
                StatusCode.Unavailable,
                $"its health is {health.Status}",
                cause: null);
        }
    }

    /// <summary>
    /// Asks the plugin to end, waits two seconds, then kills it and everything that it started, and waits until it has
    /// ended, at most five seconds, and until <see cref="PluginClientOptions.Output"/> has returned, at most five more.
    /// Detaches from an attached plugin. Does nothing if the plugin has ended already.
    /// </summary>
    /// <param name="cancellationToken">Ends the two seconds: the plugin is killed at once.</param>
    /// <returns>A task that completes when the plugin has ended.</returns>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        // Registered first: a plugin that is to be killed at once is not asked to end.
        using (cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _stopNow))
        {
            Task stop;
            lock (_gate)
            {
                stop = _stop ??= Task.Run(StopOnceAsync, CancellationToken.None);
            }

            await stop.ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Kills the plugin and everything that it started, without asking it to end, and waits until it has ended. Ends
    /// the two seconds of a <see cref="StopAsync"/> in progress. Detaches from an attached plugin.
    /// </summary>
    /// <returns>A task that completes when the plugin has ended.</returns>
    public Task KillAsync() => StopAsync(new CancellationToken(canceled: true));

    /// <summary>Stops the plugin; see <see cref="StopAsync"/>.</summary>
    /// <returns>A task that completes when the plugin has ended.</returns>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    private bool IsStopping
    {
        get
        {
            lock (_gate)
            {
                return _stop is not null;
            }
        }
    }

    private async Task StopOnceAsync()
    {
        using var timer = new CancellationTokenSource(StopGrace, _options.TimeProvider);
        using var grace = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, _stopNow.Token);
        try
        {
            if (_plugin.IsOwned
                && IsRunning
                && !grace.IsCancellationRequested
                && await RequestShutdownAsync(grace.Token).ConfigureAwait(false))
            {
                await _plugin.Exited.WaitAsync(grace.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            // Even if the request fails, no process is left behind.
            await _plugin.KillAsync().ConfigureAwait(false);
        }

        if (_plugin.Ended.IsCompleted)
        {
            await WaitForOutputAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Waits until the output is passed on. An output callback that does not return ends the wait.</summary>
    private async Task WaitForOutputAsync()
    {
        try
        {
            await Exited.WaitAsync(s_outputGrace).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _options.Logger.OutputBlocked(_plugin.Name);
        }
    }

    /// <returns>Whether to wait for the plugin to end by itself.</returns>
    private async Task<bool> RequestShutdownAsync(CancellationToken cancellationToken)
    {
        try
        {
            await new GRPCController.GRPCControllerClient(_channel.CallInvoker)
                .ShutdownAsync(new Empty(), cancellationToken: cancellationToken)
                .ConfigureAwait(false);
            return true;
        }
        catch (CallException failure) when (failure.Cause == CallFailureCause.Connection)
        {
            // The plugin ended before its reply was sent.
            return true;
        }
        catch (CallException failure)
        {
            _options.Logger.ShutdownRefused(_plugin.Name, _plugin.Output.Redactor.Redact(failure.Message));
            return false;
        }
        catch (OperationCanceledException)
        {
            _options.Logger.ShutdownRefused(_plugin.Name, "no answer in time");
            return false;
        }
    }

    private async Task EndAsync()
    {
        using var stdioEnd = new CancellationTokenSource();

        // On another thread, so that it does not delay the caller's first call.
        Task stdio = Task.Run(
            () => new StdioReader(_plugin, _options.TimeProvider, _options.Logger).RunAsync(_channel, stdioEnd.Token),
            CancellationToken.None);
        await _plugin.Ended.ConfigureAwait(false);

        // The stream ends with the process's socket, after its remaining content was read.
        stdioEnd.CancelAfter(_plugin.OutputGrace);
        await stdio.ConfigureAwait(false);
        _channel.Dispose();
        _connector.Dispose();
    }

    private async Task<Exception> TranslateAsync(CallException failure)
    {
        string method = failure.Method;
        string detail = _plugin.Output.Redactor.Redact(failure.Detail);
        Exception cause = Redact(failure, detail);

        if (failure is { Cause: CallFailureCause.Deadline, Timeout: { } given })
        {
            return new PluginTimeoutException(
                $"The plugin {_plugin.Title} did not answer {method} within {given.TotalSeconds:0.##} s.",
                _plugin.Failure(
                    "Try again. If the plugin needs longer, for example to wait for a login, raise the timeout."),
                given,
                cause);
        }

        if (failure.Cause == CallFailureCause.Status)
        {
            return ErrorStatus(method, failure.StatusCode, detail, cause);
        }

        // The connection ends before the process does, so a lost connection waits longer for the end of the process
        // than an invalid answer, which rarely means that the process ended.
        TimeSpan grace = failure.Cause == CallFailureCause.Connection ? s_exitGrace : s_invalidAnswerGrace;
        await Task.WhenAny(_plugin.Ended, Task.Delay(grace)).ConfigureAwait(false);
        if (IsStopping)
        {
            return new ObjectDisposedException(
                nameof(PluginClient), "The plugin was stopped before or during the call.");
        }

        if (IsRunning && failure.Cause == CallFailureCause.Request)
        {
            return RpcFailure(
                $"The request of {method} to the plugin {_plugin.Title} was not sent ({failure.StatusCode})",
                "Correct the request; the inner exception has the cause.",
                failure.StatusCode,
                detail,
                cause);
        }

        if (IsRunning && failure.Cause == CallFailureCause.Answer)
        {
            return RpcFailure(
                $"The plugin {_plugin.Title} sent an invalid answer to {method} ({failure.StatusCode})",
                failure.StatusCode == StatusCode.ResourceExhausted
                    ? "Return a smaller answer from the plugin, or raise the host's MaxReceiveMessageSize "
                        + $"({_options.MaxReceiveMessageSize} bytes)."
                    : "Install a version of the plugin that fits this host. If it does, report this to its author.",
                failure.StatusCode,
                detail,
                cause);
        }

        return await CrashedAsync(method, cause).ConfigureAwait(false);
    }

    /// <summary>An inner exception may be shown too, so it must not contain more than the redacted message.</summary>
    private Exception Redact(CallException failure, string detail) => _options.Redactor is null
        ? failure.InnerException!
        : new RpcException(new Status(failure.StatusCode, detail));

    private async Task<PluginCrashedException> CrashedAsync(string method, Exception cause)
    {
        string what = IsRunning || IsAttached ? "closed its connection" : "ended";

        // A plugin without a connection cannot be used, so its process must not stay behind.
        await _plugin.KillAsync().ConfigureAwait(false);
        PluginFailure facts = _plugin.Failure(_plugin.AfterCrash);
        string exitCode = facts.ExitCode is { } code ? $" with the exit code {ExitCodeText.Of(code)}" : "";
        return new PluginCrashedException(
            $"The plugin {_plugin.Title} {what}{exitCode} during the call {method}.{_plugin.ErrorSummary}",
            facts,
            cause);
    }

    private PluginRpcException ErrorStatus(string method, StatusCode statusCode, string detail, Exception? cause) =>
        RpcFailure(
            $"The plugin {_plugin.Title} answered {method} with the error {statusCode}",
            "The text is the plugin's own. See its documentation and its log.",
            statusCode,
            detail,
            cause);

    private PluginRpcException RpcFailure(
        string problem, string recommendedAction, StatusCode statusCode, string detail, Exception? cause) => new(
        $"{problem}: {SafeText.Truncate(detail)}",
        _plugin.Failure(recommendedAction),
        statusCode,
        detail,
        cause);
}
