using System.Collections.Concurrent;
using P5.GoPlugin;

namespace P5.Host;

/// <summary>The plugin processes that run, kept from one call to the next. Thread-safe.</summary>
/// <param name="options">What the host is built on.</param>
/// <param name="redactor">Takes out of what plugins write what nobody shall see; null for nothing.</param>
internal sealed class PluginPool(P5HostOptions options, IRedactor? redactor) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<SlotKey, PluginSlot> _slots = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();
    private Task? _closed;

    /// <summary>The processes that run.</summary>
    public IEnumerable<PluginProcess> Running => _slots.Values.SelectMany(slot => slot.Processes);

    /// <summary>Lends the plugin's process, started now where none runs that could answer for this launch.</summary>
    /// <param name="launch">How to start it.</param>
    /// <param name="output">Takes what the plugin prints until the lease is returned.</param>
    /// <param name="cancellationToken">Ends the wait for the start, and the process with it.</param>
    /// <returns>The lease; dispose it to return the process.</returns>
    /// <exception cref="PluginException">The plugin could not be started.</exception>
    /// <exception cref="ObjectDisposedException">The pool was closed before the start, or during it.</exception>
    public async Task<PluginLease> RentAsync(PluginLaunch launch, Action<PluginOutput> output, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
        PluginSlot slot = _slots.GetOrAdd(
            new SlotKey(launch.WorkingDirectory, launch.PluginName),
            _ => new PluginSlot(options, redactor));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            return await slot.RentAsync(launch, output, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException("The plugins were stopped during a start.", exception);
        }
    }

    /// <summary>Ends running plugins, also such as are in use.</summary>
    /// <param name="pluginName">Whose processes; null ends all.</param>
    /// <param name="kill">True gives them no time to end by themselves.</param>
    /// <returns>Ends when their processes have.</returns>
    public Task StopAsync(string? pluginName = null, bool kill = false) =>
        Task.WhenAll(Running.Where(p => pluginName is null || p.Launch.PluginName == pluginName).Select(p => p.EndAsync(kill)));

    /// <summary>Ends all plugins, also such as are just being started, and starts none any more.</summary>
    /// <param name="kill">True gives them no time to end by themselves.</param>
    /// <returns>Ends when their processes have.</returns>
    public Task CloseAsync(bool kill)
    {
        Task closed;
        lock (_lock)
        {
            closed = _closed ??= CloseOnceAsync(kill);
        }

        // A close that is under way may still give them time.
        return kill ? Task.WhenAll(closed, StopAsync(kill: true)) : closed;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => new(CloseAsync(kill: false));

    private async Task CloseOnceAsync(bool kill)
    {
        await _closing.CancelAsync().ConfigureAwait(false);

        // A start that was under way has ended with the token, or its process stands in its slot: each slot is asked
        // once it is quiet, so that nothing starts behind this.
        await Task.WhenAll(_slots.Values.Select(slot => slot.CloseAsync(kill))).ConfigureAwait(false);
        _closing.Dispose();
    }

    private sealed record SlotKey(string WorkingDirectory, string PluginName);
}
