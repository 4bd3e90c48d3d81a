using P5.GoPlugin;

namespace P5.Host;

/// <summary>
/// A running plugin that several callers may use at once. It ends when it was unused for its idle timeout, or, once
/// retired, with its last caller. Thread-safe.
/// </summary>
internal sealed class PluginProcess
{
    private readonly Lock _lock = new();
    private readonly PluginOutputHub _output;
    private readonly ITimer _idleTimer;
    private int _users = 1;
    private bool _retired;

    /// <summary>Takes over a plugin that has just been started; its starter is the first caller and must <see cref="Leave"/>.</summary>
    /// <param name="launch">How it was started.</param>
    /// <param name="client">The connection to it.</param>
    /// <param name="output">Where its output goes; the starter listens already.</param>
    /// <param name="timeProvider">The clock of the idle timeout.</param>
    public PluginProcess(PluginLaunch launch, PluginClient client, PluginOutputHub output, TimeProvider timeProvider)
    {
        Launch = launch;
        Client = client;
        _output = output;
        _idleTimer = timeProvider.CreateTimer(_ => RetireIfIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How it was started.</summary>
    public PluginLaunch Launch { get; }

    /// <summary>The connection to it.</summary>
    public PluginClient Client { get; }

    /// <summary>Adds a caller, who must <see cref="Leave"/>.</summary>
    /// <param name="listener">Takes what the plugin prints meanwhile.</param>
    /// <returns>False where the process ends or has ended.</returns>
    public bool TryEnter(Action<PluginOutput> listener)
    {
        lock (_lock)
        {
            if (_retired || !Client.IsRunning)
            {
                return false;
            }

            _users++;
            _idleTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        _output.Add(listener);
        return true;
    }

    /// <summary>Removes a caller.</summary>
    /// <param name="listener">The one given to <see cref="TryEnter"/>.</param>
    public void Leave(Action<PluginOutput> listener)
    {
        _output.Remove(listener);
        lock (_lock)
        {
            _users--;
            if (_retired)
            {
                EndIfUnused();
            }
            else if (_users == 0)
            {
                _idleTimer.Change(Launch.IdleTimeout, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Removes a caller who leaves it in an unknown state. It takes no new caller and ends with the last it has.</summary>
    /// <param name="listener">The one given to <see cref="TryEnter"/>.</param>
    /// <returns>Ends when the process has, or at once where other callers still wait for their answers.</returns>
    public Task AbandonAsync(Action<PluginOutput> listener)
    {
        _output.Remove(listener);
        lock (_lock)
        {
            _retired = true;
            return --_users == 0 ? EndAsync(kill: true) : Task.CompletedTask;
        }
    }

    /// <summary>Takes no new caller; ends now, or with the last caller.</summary>
    public void Retire()
    {
        lock (_lock)
        {
            _retired = true;
            EndIfUnused();
        }
    }

    /// <summary>Ends it now, whoever uses it.</summary>
    /// <param name="kill">True gives it no time to end by itself.</param>
    /// <returns>Ends when the process has.</returns>
    public Task EndAsync(bool kill = false)
    {
        lock (_lock)
        {
            _retired = true;
            _idleTimer.Dispose();
        }

        return kill ? Client.KillAsync() : Client.StopAsync();
    }

    private void RetireIfIdle()
    {
        lock (_lock)
        {
            // A caller may have entered between the timer's tick and the lock.
            if (_users == 0)
            {
                Retire();
            }
        }
    }

    private void EndIfUnused()
    {
        if (_users == 0)
        {
            // Nobody waits for this end; it never fails, and the client logs what is odd about it.
            _ = EndAsync();
        }
    }
}
