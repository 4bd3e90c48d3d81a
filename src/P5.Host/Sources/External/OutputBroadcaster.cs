using P5.GoPlugin;

namespace P5.Host;

/// <summary>
/// Delivers what the processes of one plugin print to the callers of the requests that use them. What a process prints
/// while no request uses it is stored for its next one, unless <paramref name="unobserved"/> takes it: a line that the
/// plugin logged before its answer may arrive after it. Thread-safe.
/// </summary>
/// <param name="unobserved">Receives the output while no request uses the process; null stores it.</param>
internal sealed class OutputBroadcaster(Action<PluginOutput>? unobserved)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<object, Request> _requests = [];
    private readonly RecentOutput _stored = new();
    private object? _newest;

    /// <summary>
    /// Attaches a caller of a request. Callers who share one each receive all of its output, including what came before
    /// they joined, because a prompt is for all of them.
    /// </summary>
    /// <param name="request">The request; equal for callers who share one.</param>
    /// <param name="receive">Receives the messages.</param>
    /// <returns>Detaches the caller when it is disposed of.</returns>
    public IDisposable Attach(object request, Action<PluginOutput> receive)
    {
        lock (_lock)
        {
            if (!_requests.TryGetValue(request, out Request? shared))
            {
                _requests.Add(request, shared = new Request());
            }

            foreach (PluginOutput output in shared.History.Messages)
            {
                receive(output);
            }

            shared.Callers.Add(receive);
        }

        return new Attachment(() => Detach(request, receive));
    }

    /// <summary>Delivers the output of a process to a request, beginning with the stored lines.</summary>
    /// <param name="request">The request, which uses the process until its last caller detaches.</param>
    /// <param name="process">
    /// What represents the process. The lines of an older process are discarded: they are not the next request's.
    /// </param>
    public void Use(object request, object process)
    {
        lock (_lock)
        {
            if (_newest != process)
            {
                _newest = process;
                _stored.Clear();
            }

            if (_requests.TryGetValue(request, out Request? shared))
            {
                shared.Process = process;
                foreach (PluginOutput output in _stored.Messages)
                {
                    shared.Receive(output);
                }

                _stored.Clear();
            }
        }
    }

    /// <summary>Delivers one message of a process.</summary>
    public void Publish(object process, PluginOutput output)
    {
        // Delivered inside the lock: messages reach each caller one at a time and in order.
        lock (_lock)
        {
            bool isObserved = false;
            foreach (Request request in _requests.Values.Where(request => request.Process == process))
            {
                request.Receive(output);
                isObserved = true;
            }

            if (!isObserved && unobserved is not null)
            {
                unobserved(output);
            }
            else if (!isObserved && process == _newest)
            {
                _stored.Add(output);
            }
        }
    }

    private void Detach(object request, Action<PluginOutput> receive)
    {
        lock (_lock)
        {
            if (_requests.TryGetValue(request, out Request? shared)
                && shared.Callers.Remove(receive)
                && shared.Callers.Count == 0)
            {
                _requests.Remove(request);
            }
        }
    }

    private sealed class Request
    {
        public List<Action<PluginOutput>> Callers { get; } = [];

        public RecentOutput History { get; } = new();

        public object? Process { get; set; }

        public void Receive(PluginOutput output)
        {
            History.Add(output);
            foreach (Action<PluginOutput> caller in Callers)
            {
                caller(output);
            }
        }
    }

    /// <summary>The last messages. A flood of them, or of long ones, must not grow the host.</summary>
    private sealed class RecentOutput
    {
        private const int MaxMessages = 1000;
        private const int MaxCharacters = 1024 * 1024;

        private readonly Queue<PluginOutput> _messages = new();
        private int _characters;

        public IEnumerable<PluginOutput> Messages => _messages;

        public void Add(PluginOutput output)
        {
            _messages.Enqueue(output);
            _characters += LengthOf(output);
            while (_messages.Count > MaxMessages || _characters > MaxCharacters)
            {
                _characters -= LengthOf(_messages.Dequeue());
            }
        }

        public void Clear()
        {
            _messages.Clear();
            _characters = 0;
        }

        private static int LengthOf(PluginOutput output) =>
            output.Text.Length + output.Fields.Sum(field => field.Key.Length + field.Value.Length);
    }

    private sealed class Attachment(Action detach) : IDisposable
    {
        public void Dispose() => detach();
    }
}
