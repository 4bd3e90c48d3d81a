using P5.GoPlugin;

namespace P5.Host;

/// <summary>
/// Brings what a plugin prints to the callers that wait for it at the moment. What comes while nobody waits is kept
/// for the next one, unless somebody takes just that: a line that the plugin logged before its answer may well arrive
/// after it. Thread-safe.
/// </summary>
/// <param name="repeats">
/// True brings everything to everyone, also to those who come later: where several wait for one answer, each must see
/// the prompt that it waits for.
/// </param>
/// <param name="unasked">Takes what comes while nobody waits; null has it kept.</param>
internal sealed class PluginOutputHub(bool repeats = false, Action<PluginOutput>? unasked = null)
{
    // Enough for a chatty plugin's last words; a flood between two calls must not grow the host.
    private const int KeptMessages = 1000;

    private readonly Lock _lock = new();
    private readonly List<Action<PluginOutput>> _listeners = [];
    private readonly Queue<PluginOutput> _kept = new();

    /// <summary>Brings one message to all listeners.</summary>
    /// <param name="output">The message.</param>
    public void Publish(PluginOutput output)
    {
        // Delivered inside the lock: messages reach each listener one at a time and in order.
        lock (_lock)
        {
            foreach (Action<PluginOutput> listener in _listeners)
            {
                listener(output);
            }

            if (_listeners.Count == 0 && unasked is not null)
            {
                unasked(output);
            }
            else if (repeats || _listeners.Count == 0)
            {
                _kept.Enqueue(output);
                if (_kept.Count > KeptMessages)
                {
                    _kept.Dequeue();
                }
            }
        }
    }

    /// <summary>Adds a listener, which at once receives what was kept.</summary>
    /// <param name="listener">Takes the messages.</param>
    public void Add(Action<PluginOutput> listener)
    {
        lock (_lock)
        {
            foreach (PluginOutput output in _kept)
            {
                listener(output);
            }

            if (!repeats)
            {
                _kept.Clear();
            }

            _listeners.Add(listener);
        }
    }

    /// <summary>Removes a listener.</summary>
    /// <param name="listener">The one that was added.</param>
    public void Remove(Action<PluginOutput> listener)
    {
        lock (_lock)
        {
            _listeners.Remove(listener);
        }
    }
}
