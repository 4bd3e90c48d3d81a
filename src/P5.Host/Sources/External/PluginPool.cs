using System.Collections.Concurrent;
using P5.GoPlugin;

namespace P5.Host;

/// <summary>
/// The running plugins, which stay for later calls. Of one plugin in one workspace, at most one instance accepts new
/// callers. Thread-safe.
/// </summary>
/// <param name="options">What the host is built on.</param>
/// <param name="redactor">Masks secrets in what plugins write; null masks nothing.</param>
internal sealed class PluginPool(P5HostOptions options, IRedactor? redactor) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<PluginKey, Slot> _slots = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();
    private Task? _closed;

    /// <summary>
    /// The running instances: of each plugin the last started, and retired ones that still have a caller.
    /// </summary>
    public IEnumerable<PluginInstance> Running =>
        _slots.Values.SelectMany(slot => slot.Instances).Where(instance => instance.Client.IsRunning);

    /// <summary>Delivers what a plugin's processes print to callers.</summary>
    /// <param name="workspaceDirectory">The full path of the workspace.</param>
    /// <param name="pluginName">The plugin.</param>
    public OutputBroadcaster OutputOf(string workspaceDirectory, string pluginName) =>
        SlotOf(workspaceDirectory, pluginName).Output;

    /// <summary>The id of the process that the next call of a plugin would use; null if none is running.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="workspaceDirectory">The full path of the workspace.</param>
    public int? FindProcess(PluginConfiguration plugin, string workspaceDirectory)
    {
        if (plugin.Reattach is { } reattach)
        {
            return reattach.ProcessId;
        }

        // Of several processes of one plugin, calls use the last.
        return _slots.TryGetValue(new PluginKey(workspaceDirectory, plugin.Name), out Slot? slot)
            ? slot.Instances.LastOrDefault(instance => instance.Client.IsRunning)?.Client.ProcessId
            : null;
    }

    /// <summary>Returns an instance that can serve a launch, and starts one if none is running.</summary>
    /// <param name="launch">How to start it.</param>
    /// <param name="request">The request whose callers receive what the plugin prints.</param>
    /// <param name="cancellationToken">
    /// Cancels the wait for the start, and ends a process that is being started.
    /// </param>
    /// <returns>The instance, entered: the caller must leave or abandon it.</returns>
    /// <exception cref="PluginException">The plugin could not be started.</exception>
    /// <exception cref="ObjectDisposedException">The pool was closed before the start, or during it.</exception>
    public async Task<PluginInstance> RentAsync(
        PluginLaunch launch, object request, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
        Slot slot = SlotOf(launch.WorkspaceDirectory, launch.Plugin.Name);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            return await RentAsync(slot, launch, request, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException("The plugins were stopped during a start.", exception);
        }
    }

    /// <summary>Stops running plugins, including those in use.</summary>
    /// <param name="pluginName">The plugin to stop; null stops all.</param>
    /// <param name="kill">True kills them without a grace period.</param>
    /// <returns>Completes when their processes have ended.</returns>
    public Task StopAsync(string? pluginName = null, bool kill = false) => Task.WhenAll(Running
        .Where(instance => pluginName is null || instance.Launch.Plugin.Name == pluginName)
        .Select(instance => instance.EndAsync(kill)));

    /// <summary>Stops all plugins, including those still starting, and refuses new ones.</summary>
    /// <param name="kill">True kills them without a grace period.</param>
    /// <returns>Completes when their processes have ended and everything they printed was delivered.</returns>
    public Task CloseAsync(bool kill)
    {
        Task closed;
        lock (_lock)
        {
            closed = _closed ??= CloseOnceAsync(kill);
        }

        // A graceful close may be under way.
        return kill ? Task.WhenAll(closed, StopAsync(kill: true)) : closed;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => new(CloseAsync(kill: false));

    private async Task<PluginInstance> RentAsync(
        Slot slot, PluginLaunch launch, object request, CancellationToken cancellationToken)
    {
        await slot.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            PluginInstance? current = slot.Instances.LastOrDefault();
            if (current is not null && current.Launch.Serves(launch) && current.TryEnter())
            {
                // A launch represents its process.
                slot.Output.Use(request, current.Launch);
                return current;
            }

            current?.Retire();
            slot.Output.Use(request, launch);
            PluginClient client = await StartAsync(launch, slot.Output, cancellationToken).ConfigureAwait(false);
            var started = new PluginInstance(launch, client, options.TimeProvider);
            slot.Instances = [.. slot.Instances.Where(instance => !instance.Client.Exited.IsCompleted), started];
            return started;
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    private async Task<PluginClient> StartAsync(
        PluginLaunch launch, OutputBroadcaster output, CancellationToken cancellationToken)
    {
        PluginClientOptions client = launch.ToClientOptions(
            options, redactor, message => output.Publish(launch, message));
        if (launch.Plugin.Reattach is not { } reattach)
        {
            return await PluginClient.StartAsync(client, cancellationToken).ConfigureAwait(false);
        }

        PluginClient attached = await options.Attach(reattach, client, cancellationToken).ConfigureAwait(false);

        // A variable left set by mistake must be visible: it decides which process receives the settings and returns
        // the credentials.
        output.Publish(launch, new PluginOutput(
            PluginOutputSource.Log,
            PluginLogLevel.Warning,
            $"{Reattachments.VariableName} is set: attached to process {attached.ProcessId}; no process was started."));
        return attached;
    }

    private async Task CloseOnceAsync(bool kill)
    {
        await _closing.CancelAsync().ConfigureAwait(false);

        // A start that was under way has ended with the token, or its process is in its slot: each slot is closed
        // through its gate, so that nothing starts after this.
        await Task.WhenAll(_slots.Values.Select(slot => slot.CloseAsync(kill))).ConfigureAwait(false);
        _closing.Dispose();
    }

    private Slot SlotOf(string workspaceDirectory, string pluginName) => _slots.GetOrAdd(
        new PluginKey(workspaceDirectory, pluginName),
        static (key, sink) => new Slot(sink is null ? null : output => sink(key.PluginName, output)),
        options.Output);

    /// <remarks>Not a tuple: a dictionary of structures is compiled in each process.</remarks>
    private sealed record PluginKey(string WorkspaceDirectory, string PluginName);

    /// <summary>The place of one plugin in one workspace.</summary>
    private sealed class Slot(Action<PluginOutput>? unobserved)
    {
        private volatile PluginInstance[] _instances = [];

        public SemaphoreSlim Gate { get; } = new(1);

        public OutputBroadcaster Output { get; } = new(unobserved);

        public PluginInstance[] Instances
        {
            get => _instances;
            set => _instances = value;
        }

        public async Task CloseAsync(bool kill)
        {
            await Gate.WaitAsync().ConfigureAwait(false);

            // Including those that have ended by themselves: their last output may still be on its way.
            await Task.WhenAll(Instances.Select(instance => instance.EndAsync(kill))).ConfigureAwait(false);
            Gate.Dispose();
        }
    }
}
