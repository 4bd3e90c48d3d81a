using System.Diagnostics.CodeAnalysis;
using P5.GoPlugin;

namespace P5.Host;

/// <summary>The place of one plugin in one workspace: at most one process takes new callers there.</summary>
/// <param name="options">What the host is built on.</param>
/// <param name="redactor">Takes out of what plugins write what nobody shall see; null for nothing.</param>
[SuppressMessage("Design", "CA1001", Justification = "CloseAsync disposes of it, and has to know how.")]
internal sealed class PluginSlot(P5HostOptions options, IRedactor? redactor)
{
    private readonly SemaphoreSlim _gate = new(1);
    private volatile PluginProcess[] _processes = [];

    /// <summary>The processes that run: the one that was started last, and retired ones that still have a caller.</summary>
    public IEnumerable<PluginProcess> Processes => _processes.Where(process => process.Client.IsRunning);

    /// <summary>Lends the process, started now where none runs that could answer for this launch.</summary>
    /// <param name="launch">How to start it.</param>
    /// <param name="output">Takes what the plugin prints.</param>
    /// <param name="cancellationToken">Ends the wait, and a start with it.</param>
    /// <returns>The lease.</returns>
    public async Task<PluginLease> RentAsync(
        PluginLaunch launch,
        Action<PluginOutput> output,
        CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            PluginProcess? current = _processes.LastOrDefault();
            if (current is not null && current.Launch.Serves(launch) && current.TryEnter(output))
            {
                return new PluginLease(current, output);
            }

            current?.Retire();
            PluginProcess started = await StartAsync(launch, output, cancellationToken).ConfigureAwait(false);
            _processes = [.. _processes.Where(process => !process.Client.Exited.IsCompleted), started];
            return new PluginLease(started, output);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Ends the processes once no start is under way.</summary>
    /// <param name="kill">True gives them no time to end by themselves.</param>
    /// <returns>Ends when no process is left and all that they printed was handed on.</returns>
    public async Task CloseAsync(bool kill)
    {
        await _gate.WaitAsync().ConfigureAwait(false);

        // Also those that have ended by themselves: their last words may still be under way.
        await Task.WhenAll(_processes.Select(process => process.EndAsync(kill))).ConfigureAwait(false);
        _gate.Dispose();
    }

    /// <summary>Starts a process with its first caller already in it.</summary>
    private async Task<PluginProcess> StartAsync(
        PluginLaunch launch,
        Action<PluginOutput> output,
        CancellationToken cancellationToken)
    {
        Action<PluginOutput>? unasked = options.Output is { } sink ? message => sink(launch.PluginName, message) : null;
        var hub = new PluginOutputHub(unasked: unasked);
        hub.Add(output);
        var clientOptions = new PluginClientOptions
        {
            Command = launch.Command,
            Arguments = launch.Arguments,
            WorkingDirectory = launch.WorkingDirectory,
            InheritsEnvironment = false,
            Environment = launch.Environment.With(launch.InheritedVariables)!,
            Handshake = PluginContract.Handshake,
            StartTimeout = launch.StartTimeout,
            Sha256 = launch.Sha256,
            Mtls = launch.Mtls,
            LoggerFactory = options.LoggerFactory,
            Output = hub.Publish,
            Redactor = redactor,
            TimeProvider = options.TimeProvider,
        };
        PluginClient client = launch.Reattach is { } reattach
            ? await AttachAsync(reattach, clientOptions, hub, cancellationToken).ConfigureAwait(false)
            : await PluginClient.StartAsync(clientOptions, cancellationToken).ConfigureAwait(false);
        return new PluginProcess(launch, client, hub, options.TimeProvider);
    }

    private static async Task<PluginClient> AttachAsync(
        ReattachConfig reattach, PluginClientOptions options, PluginOutputHub hub, CancellationToken cancellationToken)
    {
        PluginClient client = await PluginClient.AttachAsync(reattach, options, cancellationToken).ConfigureAwait(false);

        // A variable that was forgotten must show: it decides who gets the settings and gives the credentials.
        hub.Publish(new PluginOutput(
            PluginOutputSource.Log,
            PluginLogLevel.Warning,
            $"{Reattachments.VariableName} is set: process {client.ProcessId} is asked, and none is started."));
        return client;
    }
}
