using Grpc.Core;
using P5.Proto.GoPlugin;
using P5.Proto.Health.V1;

namespace P5.GoPlugin;

/// <summary>A running plugin. Safe for any number of calls at once.</summary>
/// <remarks>
/// On Unix a plugin shares the host's terminal, so that it can ask its user something there; a Ctrl+C in the terminal
/// therefore reaches it too. Go's library ignores it; a plugin that does not ends, which shows as a
/// <see cref="PluginCrashedException"/> in its next call. On Windows it has a console of its own.
/// </remarks>
public sealed class PluginClient : IAsyncDisposable
{
    /// <summary>How long a plugin may take to end once it is asked to.</summary>
    internal static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(2);

    /// <summary>How long the end of the process may trail behind the end of its connection.</summary>
    private static readonly TimeSpan s_exitGrace = TimeSpan.FromMilliseconds(500);

    /// <summary>The same where the connection still stands.</summary>
    private static readonly TimeSpan s_wrongAnswerGrace = TimeSpan.FromMilliseconds(50);

    private readonly IPluginRun _run;
    private readonly PluginChannel _channel;
    private readonly PluginConnector _connector;
    private readonly PluginClientOptions _options;
    private readonly CancellationTokenSource _stopNow = new();
    private readonly Lock _gate = new();
    private Task? _stop;

    private PluginClient(PluginClientOptions options, LaunchedPlugin launched)
    {
        _options = options;
        _run = launched.Run;
        _connector = launched.Connector;
        ProtocolVersion = launched.ProtocolVersion;
        _channel = launched.Channel;
        CallInvoker = new PluginCallInvoker(_channel, options.TimeProvider, ExplainAsync);
        Exited = EndAsync();
    }

    /// <summary>Whether somebody else started the plugin, so that this object only connects to it.</summary>
    public bool IsAttached => !_run.IsOwned;

    /// <summary>The plugin's process, also after its end.</summary>
    public int ProcessId => _run.ProcessId;

    /// <summary>The version of the application's protocol that the plugin chose from those of the host.</summary>
    public int ProtocolVersion { get; }

    /// <summary>Whether the plugin's process still runs; of an attached plugin, whether it is connected to.</summary>
    public bool IsRunning => !_run.Exited.IsCompleted;

    /// <summary>
    /// Completes when the plugin's process has ended, whatever the reason, all of its output was handed on and its
    /// socket folder is deleted; of an attached plugin, when it was let go of. Never fails.
    /// </summary>
    public Task Exited { get; }

    /// <summary>
    /// Calls the plugin's services: give it to the client that Grpc.Tools generates from the .proto file. A failed call
    /// of any kind, unary or streaming, throws one of the exceptions below, never <see cref="RpcException"/>. A deadline
    /// is a time of <see cref="PluginClientOptions.TimeProvider"/>.
    /// </summary>
    /// <exception cref="PluginCrashedException">The plugin ended or cut its connection. It no longer runs.</exception>
    /// <exception cref="PluginTimeoutException">No answer came before the deadline.</exception>
    /// <exception cref="PluginRpcException">The plugin answered with an error, or with invalid gRPC.</exception>
    /// <exception cref="ObjectDisposedException">The plugin was stopped before or during the call.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    /// <exception cref="ArgumentException">A deadline is not in UTC.</exception>
    public CallInvoker CallInvoker { get; }

    /// <summary>go-plugin serves its health under this one name.</summary>
    internal static HealthCheckRequest HealthRequest => new() { Service = "plugin" };

    /// <summary>Starts a plugin and connects to it.</summary>
    /// <param name="options">How to start the plugin.</param>
    /// <param name="cancellationToken">Gives up; the plugin's processes are gone when this method throws.</param>
    /// <returns>The running plugin. Stop it.</returns>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    /// <exception cref="PluginNotFoundException">There is no such executable.</exception>
    /// <exception cref="PluginChecksumException">The file is not the one that the checksum names.</exception>
    /// <exception cref="PluginStartException">The plugin could not be started, or ended before its handshake.</exception>
    /// <exception cref="PluginHandshakeException">What it printed first is no handshake, or leads nowhere.</exception>
    /// <exception cref="PluginProtocolException">It speaks another protocol or another version.</exception>
    /// <exception cref="PluginStartTimeoutException">It took longer than the start timeout.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public static async Task<PluginClient> StartAsync(
        PluginClientOptions options, CancellationToken cancellationToken = default)
    {
        CheckVersions(options);
        LaunchedPlugin launched =
            await new PluginLauncher(options).LaunchAsync(cancellationToken).ConfigureAwait(false);
        return new PluginClient(options, launched);
    }

    /// <summary>
    /// Connects to a plugin that somebody else started, such as a debugger. It is never asked to end and never killed,
    /// and its connection is not encrypted.
    /// </summary>
    /// <param name="config">Where it runs.</param>
    /// <param name="options">
    /// How to treat it. What is said there of its start has no meaning; the command is what messages call it.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The plugin. Stop it to let go of it.</returns>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    /// <exception cref="PluginAttachException">Its address is none on this machine, or nobody listens there.</exception>
    /// <exception cref="PluginProtocolException">It speaks another protocol or another version.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public static async Task<PluginClient> AttachAsync(
        ReattachConfig config, PluginClientOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        CheckVersions(options);
        return new PluginClient(
            options, await new PluginAttacher(options, config).AttachAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Goes through what every first start in a process goes through, without a plugin: the runtime loads and binds code when
    /// it is first used. On another thread, while the caller finds out which plugin to start, it saves some milliseconds.
    /// </summary>
    public static void Prepare() => FirstUse.Rehearse();

    /// <summary>Asks the plugin's health service whether it serves.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that completes when the plugin has said that it serves.</returns>
    /// <exception cref="PluginCrashedException">The plugin ended or cut its connection.</exception>
    /// <exception cref="PluginRpcException">
    /// It does not serve, has no health service, or its answer is not valid gRPC.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The plugin was stopped.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task PingAsync(CancellationToken cancellationToken = default)
    {
        HealthCheckResponse health = await new Health.HealthClient(CallInvoker)
            .CheckAsync(HealthRequest, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        if (health.Status != HealthCheckResponse.Types.ServingStatus.Serving)
        {
            throw RpcFailure(
                "/grpc.health.v1.Health/Check",
                StatusCode.Unavailable,
                $"its health is {health.Status}",
                innerException: null);
        }
    }

    /// <summary>
    /// Asks the plugin to end, gives it two seconds, then kills it with all that it started, and waits until it is
    /// gone; one that the operating system cannot end is given up after five seconds. A plugin that is stopped or has
    /// ended already is left alone, and one that is attached is only let go of.
    /// </summary>
    /// <param name="cancellationToken">Cuts the two seconds short: the plugin is killed at once.</param>
    /// <returns>A task that completes when the plugin is gone.</returns>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        // Before the start: one that is to be killed at once must not find the time to ask.
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
    /// Kills the plugin with all that it started, without asking it to end first, and waits until it is gone. A plugin
    /// that is being stopped loses the rest of its two seconds; one that is attached is only let go of.
    /// </summary>
    /// <returns>A task that completes when the plugin is gone.</returns>
    public Task KillAsync() => StopAsync(new CancellationToken(canceled: true));

    /// <summary>Does as <see cref="StopAsync"/>.</summary>
    /// <returns>A task that completes when the plugin is gone.</returns>
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

    private static void CheckVersions(PluginClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Handshake.ProtocolVersions.Count == 0)
        {
            throw new ArgumentException("A host offers at least one protocol version.", nameof(options));
        }
    }

    private async Task StopOnceAsync()
    {
        using var timer = new CancellationTokenSource(StopGrace, _options.TimeProvider);
        using var grace = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, _stopNow.Token);
        if (_run.IsOwned && IsRunning && !grace.IsCancellationRequested && await AskToEndAsync(grace.Token).ConfigureAwait(false))
        {
            await _run.Exited.WaitAsync(grace.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _run.KillAsync().ConfigureAwait(false);
        if (_run.Ended.IsCompleted)
        {
            await Exited.ConfigureAwait(false);
        }
    }

    /// <summary>Whether it makes sense to wait for the plugin's own end.</summary>
    private async Task<bool> AskToEndAsync(CancellationToken cancellationToken)
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
            // The end cut off the reply to the request for it.
            return true;
        }
        catch (CallException failure)
        {
            _options.Logger.ShutdownRefused(_run.Name, _run.Redact(failure.Message));
            return false;
        }
        catch (OperationCanceledException)
        {
            _options.Logger.ShutdownRefused(_run.Name, "no answer in time");
            return false;
        }
    }

    private async Task EndAsync()
    {
        using var stdioEnd = new CancellationTokenSource();

        // On another thread: the caller's first call does not wait until this one is sent.
        Task stdio = Task.Run(
            () => new StdioService(_run, _options.TimeProvider, _options.Logger).RunAsync(_channel, stdioEnd.Token),
            CancellationToken.None);
        await _run.Ended.ConfigureAwait(false);

        // The stream ends with the process's socket, once what is in it has been read.
        stdioEnd.CancelAfter(_run.OutputGrace);
        await stdio.ConfigureAwait(false);
        _channel.Dispose();
        _connector.Dispose();
    }

    private async Task<Exception> ExplainAsync(CallException failure)
    {
        string method = failure.Method;
        string detail = _run.Redact(failure.Detail);
        Exception cause = Redact(failure, detail);

        // With a deadline set, its passing can be noticed on either side first.
        if (failure is { Timeout: { } given, StatusCode: StatusCode.DeadlineExceeded })
        {
            return new PluginTimeoutException(
                $"The plugin {_run.Title} did not answer {method} within {given.TotalSeconds:0.##} s.",
                _run.Failure("Try again, or raise the timeout if the plugin needs longer, for example to wait for a login."),
                given,
                cause);
        }

        if (failure.Cause == CallFailureCause.Status)
        {
            return RpcFailure(method, failure.StatusCode, detail, cause);
        }

        // The end of the connection is seen before the end of the process, so it gets a moment to show. An answer
        // that is merely wrong says little about the process.
        TimeSpan grace = failure.Cause == CallFailureCause.Connection ? s_exitGrace : s_wrongAnswerGrace;
        await Task.WhenAny(_run.Ended, Task.Delay(grace)).ConfigureAwait(false);
        if (IsStopping)
        {
            return new ObjectDisposedException(nameof(PluginClient), "The plugin was stopped during the call.");
        }

        if (IsRunning && failure.Cause == CallFailureCause.Answer)
        {
            return new PluginRpcException(
                $"The plugin {_run.Title} gave {method} an answer that cannot be used ({failure.StatusCode}): {Printable.Shorten(detail)}",
                _run.Failure("Install a version of the plugin that fits this host; if it does, its author has to correct it."),
                failure.StatusCode,
                detail,
                cause);
        }

        return await CrashedAsync(method, cause).ConfigureAwait(false);
    }

    /// <summary>An inner exception is shown too, so that it must not say more than the outer one.</summary>
    private Exception Redact(CallException failure, string detail) => _options.Redactor is null
        ? failure.InnerException!
        : new RpcException(new Status(failure.StatusCode, detail));

    private async Task<PluginCrashedException> CrashedAsync(string method, Exception cause)
    {
        string what = IsRunning ? "cut its connection" : "ended";

        // A plugin without its connection is of no use; none is left half alive.
        await _run.KillAsync().ConfigureAwait(false);
        PluginFailure facts = _run.Failure(_run.AfterCrash);
        string exitCode = facts.ExitCode is { } code ? $" with the exit code {code}" : "";
        return new PluginCrashedException(
            $"The plugin {_run.Title} {what}{exitCode} while it was called ({method}).{_run.ErrorSummary}",
            facts,
            cause);
    }

    private PluginRpcException RpcFailure(
        string method, StatusCode statusCode, string detail, Exception? innerException) => new(
        $"The plugin {_run.Title} answered {method} with the error {statusCode}: {Printable.Shorten(detail)}",
        _run.Failure("The text is the plugin's own: see its documentation, and its log."),
        statusCode,
        detail,
        innerException);
}
