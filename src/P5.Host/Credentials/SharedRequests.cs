using P5.GoPlugin;

namespace P5.Host;

/// <summary>
/// Lets callers who ask for the same thing at the same time share one request. A caller who gives up does not
/// disturb the others; when the last one gives up, the request is cancelled. Thread-safe.
/// </summary>
/// <typeparam name="TKey">What makes two requests the same.</typeparam>
/// <typeparam name="TResult">What a request gives.</typeparam>
internal sealed class SharedRequests<TKey, TResult>
    where TKey : notnull
    where TResult : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Request> _requests = [];

    /// <summary>Joins the request that is under way, or starts one.</summary>
    /// <param name="key">What is asked for.</param>
    /// <param name="find">
    /// Gives the result, or null, where no request is under way: one may have ended since the caller looked for its
    /// result. What a request leaves behind must be found from before its end on.
    /// </param>
    /// <param name="start">Asks; given where to send the plugin's output.</param>
    /// <param name="output">This caller's share of the output.</param>
    /// <param name="cancellationToken">Takes this caller out.</param>
    /// <returns>The result that was found, or that of the one request.</returns>
    public async Task<TResult> RunAsync(
        TKey key,
        Func<TResult?> find,
        Func<Action<PluginOutput>, CancellationToken, Task<TResult>> start,
        Action<PluginOutput> output,
        CancellationToken cancellationToken)
    {
        if (Join(key, find, start, output, out TResult? found) is not { } request)
        {
            return found!;
        }

        try
        {
            return await request.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            request.Output.Remove(output);
            if (Leave(key, request))
            {
                // The last caller waits until nothing of the request is left, its process included.
                await request.Cancellation.CancelAsync().ConfigureAwait(false);
                await ((Task)request.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                request.Cancellation.Dispose();
            }
        }
    }

    /// <returns>The request; null where the result was found without one.</returns>
    private Request? Join(
        TKey key,
        Func<TResult?> find,
        Func<Action<PluginOutput>, CancellationToken, Task<TResult>> start,
        Action<PluginOutput> output,
        out TResult? found)
    {
        found = null;
        lock (_lock)
        {
            if (!_requests.TryGetValue(key, out Request? request))
            {
                found = find();
                if (found is not null)
                {
                    return null;
                }

                request = new Request(start);
                _requests.Add(key, request);
            }

            request.Callers++;
            request.Output.Add(output);
            return request;
        }
    }

    /// <returns>Whether that was the last caller.</returns>
    private bool Leave(TKey key, Request request)
    {
        lock (_lock)
        {
            if (--request.Callers > 0)
            {
                return false;
            }

            _requests.Remove(key);
            return true;
        }
    }

    private sealed class Request
    {
        public Request(Func<Action<PluginOutput>, CancellationToken, Task<TResult>> start) =>
            Task = System.Threading.Tasks.Task.Run(() => start(Output.Publish, Cancellation.Token));

        public CancellationTokenSource Cancellation { get; } = new();

        public PluginOutputHub Output { get; } = new(repeats: true);

        public Task<TResult> Task { get; }

        public int Callers { get; set; }
    }
}
