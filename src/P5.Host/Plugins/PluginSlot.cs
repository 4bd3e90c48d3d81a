using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using P5.GoPlugin;

namespace P5.Host.Plugins;

/// <summary>The place of one plugin in one workspace: at most one process takes new callers there.</summary>
/// <param name="timeProvider">The clock of the timeouts.</param>
/// <param name="logger">Takes what the plugin protocol's own code has to say.</param>
[SuppressMessage("Design", "CA1001", Justification = "CloseAsync disposes of it, and has to know how.")]
internal sealed class PluginSlot(TimeProvider timeProvider, ILogger logger)
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
            _processes = [.. Processes, started];
            return new PluginLease(started, output);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Ends the processes once no start is under way.</summary>
    /// <param name="kill">True gives them no time to end by themselves.</param>
    /// <returns>Ends when no process is left.</returns>
    public async Task CloseAsync(bool kill)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        await Task.WhenAll(Processes.Select(process => process.EndAsync(kill))).ConfigureAwait(false);
        _gate.Dispose();
    }

    /// <summary>Starts a process with its first caller already in it.</summary>
    private async Task<PluginProcess> StartAsync(
        PluginLaunch launch,
        Action<PluginOutput> output,
        CancellationToken cancellationToken)
    {
        var hub = new PluginOutputHub();
        hub.Add(output);
        var options = new PluginClientOptions
        {
            Command = launch.Command,
            Arguments = launch.Arguments,
            WorkingDirectory = launch.WorkingDirectory,
            Environment = launch.InheritedVariables.ToDictionary(pair => pair.Key, pair => (string?)pair.Value),
            Handshake = PluginContract.Handshake,
            StartTimeout = launch.StartTimeout,
            Sha256 = launch.Sha256,
            Mtls = launch.Mtls,
            Logger = logger,
            Output = hub.Publish,
            TimeProvider = timeProvider,
        };
        PluginClient client = await PluginClient.StartAsync(options, cancellationToken).ConfigureAwait(false);
        return new PluginProcess(launch, client, hub, timeProvider);
    }
}
