using Microsoft.Extensions.Logging;
using P5.Plugin.Logging;
using P5.Plugin.Output;
using P5.Plugin.Services;
using P5.Proto.V0;

namespace P5.Plugin.Testing;

/// <summary>
/// Runs a plugin in the memory of a test, without a process or a socket: requests and answers go through the code that
/// serves them, as the bytes that would be sent.
/// </summary>
/// <remarks>
/// Any number of hosts can be used side by side, also with what their plugins write to <see cref="Console"/>. The plugin
/// runs in the test's own folder and environment; P5 would start it in the workspace's.
/// </remarks>
public sealed class PluginTestHost : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly HclogCapture _log = new();
    private readonly CapturedConsole _console = new();
    private readonly MemoryGrpcServer _server;

    /// <summary>Runs a plugin.</summary>
    /// <param name="plugin">The plugin. What it logs is its own; to see it here, use the other constructor.</param>
    public PluginTestHost(IAuthPlugin plugin)
        : this(_ => plugin ?? throw new ArgumentNullException(nameof(plugin)))
    {
    }

    /// <summary>Runs a plugin that logs.</summary>
    /// <param name="createPlugin">Makes the plugin, as for <see cref="PluginServer"/>.</param>
    /// <param name="timeProvider">The clock of deadlines and of the log; null for the system's.</param>
    public PluginTestHost(Func<ILogger, IAuthPlugin> createPlugin, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(createPlugin);
        TimeProvider clock = timeProvider ?? TimeProvider.System;
        var logger = new HclogLogger(
            new HclogWriter(_log.Stream, clock), AppDomain.CurrentDomain.FriendlyName, LogLevel.Trace);
        using (_console.Enter())
        {
            _server = new MemoryGrpcServer(PluginMethods.CreateApplication(
                createPlugin(logger), new StdioBuffer(), _stopping.Cancel, clock, logger, _stopping.Token));
        }
    }

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
        ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
        var request = new AuthenticateRequest
        {
            ProgramConfig = { ProgramConfig },
            StackConfig = { StackConfig },
            StackName = StackName,
            ProgramName = ProgramName,
            SecretsProvider = SecretsProvider,
        };
        using (_console.Enter())
        {
            byte[] answer = await _server
                .CallAsync(AuthService.AuthenticatePath, request, deadline, cancellationToken)
                .ConfigureAwait(false);
            return AuthService.FromWire(AuthenticateResponse.Parser.ParseFrom(answer));
        }
    }

    /// <summary>Ends the plugin as a host does: calls under way are cancelled. Once more does nothing.</summary>
    /// <returns>A task that completes when they have been told.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }
}
