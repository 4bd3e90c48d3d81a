using P5.GoPlugin;

namespace P5.Host;

/// <summary>
/// A running plugin that several callers may use at once. It ends when it was unused for its idle timeout or, once
/// retired, with its last caller. Thread-safe.
/// </summary>
internal sealed class PluginInstance
{
    private readonly Lock _lock = new();
    private readonly ITimer _idleTimer;
    private int _users = 1;
    private bool _retired;

    /// <summary>Takes over a plugin that was just started, with its starter as its first caller.</summary>
    /// <param name="launch">How it was started.</param>
    /// <param name="client">The connection to it.</param>
    /// <param name="timeProvider">The clock of the idle timeout.</param>
    public PluginInstance(PluginLaunch launch, PluginClient client, TimeProvider timeProvider)
    {
        Launch = launch;
        Client = client;
        _idleTimer =
            timeProvider.CreateTimer(_ => RetireIfIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public PluginLaunch Launch { get; }

    public PluginClient Client { get; }

    /// <summary>Adds a caller, which must <see cref="Leave"/> or <see cref="AbandonAsync"/>.</summary>
    /// <returns>False if the process is ending or has ended.</returns>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_retired || !Client.IsRunning)
            {
                return false;
            }

            _users++;
            _idleTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return true;
        }
    }

    /// <summary>Removes a caller.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _users--;
            if (_retired)
            {
                EndIfUnused();
            }
            else if (_users == 0)
            {
                _idleTimer.Change(Launch.Plugin.Get(PluginOptions.IdleTimeout), Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>
    /// Removes a caller that leaves it in an unknown state: it accepts no new caller and ends with its last.
    /// </summary>
    /// <returns>
    /// Completes when the process has ended, or at once if other callers still wait for their answers.
    /// </returns>
    public Task AbandonAsync()
    {
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

    /// <summary>Ends it now, even if it is in use.</summary>
    /// <param name="kill">True kills it without a grace period.</param>
    /// <returns>Completes when the process has ended.</returns>
    public async Task EndAsync(bool kill = false)
    {
        lock (_lock)
        {
            _retired = true;
            _idleTimer.Dispose();
        }

        await (kill ? Client.KillAsync() : Client.StopAsync()).ConfigureAwait(false);
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
            // Not awaited: the client logs problems. The task captures an exception, which would end the process on the
            // timer's thread.
            _ = EndAsync();
        }
    }
}
