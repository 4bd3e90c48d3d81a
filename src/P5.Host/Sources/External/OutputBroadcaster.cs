using P5.GoPlugin;

namespace P5.Host;

/// <summary>
/// Delivers what a plugin prints to the callers who wait for it at the moment. What comes while none waits is kept for
/// the next one, unless <paramref name="unobserved"/> takes it: a line that the plugin logged before its answer may well
/// arrive after it. Thread-safe.
/// </summary>
/// <param name="unobserved">Takes what comes while no caller waits; null keeps it.</param>
internal sealed class OutputBroadcaster(Action<PluginOutput>? unobserved)
{
    // Enough for a chatty plugin's last output; a flood between two calls must not grow the host.
    private const int Capacity = 1000;

    private readonly Lock _lock = new();
    private readonly List<Listener> _listeners = [];
    private readonly Queue<PluginOutput> _kept = new();

    // The number of the first kept message: those before it were dropped.
    private long _firstKept;

    /// <summary>Delivers one message to all listeners.</summary>
    public void Publish(PluginOutput output)
    {
        // Delivered inside the lock: messages reach each listener one at a time and in order.
        lock (_lock)
        {
            foreach (Listener listener in _listeners)
            {
                listener.Receive(output);
            }

            if (_listeners.Count == 0 && unobserved is not null)
            {
                unobserved(output);
                return;
            }

            _kept.Enqueue(output);
            if (_kept.Count > Capacity)
            {
                _kept.Dequeue();
                _firstKept++;
            }
        }
    }

    /// <summary>
    /// Attaches a listener, which receives at once what was kept. Callers of one request share it: one who joins later
    /// receives what the others have, since each must see the prompt that it waits for.
    /// </summary>
    /// <param name="request">The request; equal for callers who share one.</param>
    /// <param name="receive">Takes the messages.</param>
    /// <returns>Detaches the listener when it is disposed of.</returns>
    public IDisposable Attach(object request, Action<PluginOutput> receive)
    {
        lock (_lock)
        {
            long start = _listeners.Find(other => other.Request.Equals(request))?.Start
                ?? (_listeners.Count == 0 ? _firstKept : _firstKept + _kept.Count);
            foreach (PluginOutput output in _kept.Skip((int)Math.Max(0, start - _firstKept)))
            {
                receive(output);
            }

            var listener = new Listener(this, request, start, receive);
            _listeners.Add(listener);
            return listener;
        }
    }

    private void Detach(Listener listener)
    {
        lock (_lock)
        {
            if (_listeners.Remove(listener) && _listeners.Count == 0)
            {
                _firstKept += _kept.Count;
                _kept.Clear();
            }
        }
    }

    private sealed class Listener(OutputBroadcaster owner, object request, long start, Action<PluginOutput> receive)
        : IDisposable
    {
        public object Request => request;

        /// <summary>The number of the first message that belongs to the request.</summary>
        public long Start => start;

        public void Receive(PluginOutput output) => receive(output);

        public void Dispose() => owner.Detach(this);
    }
}
