namespace P5.Host;

/// <summary>
/// Shares one request among concurrent callers with the same key. A caller that cancels does not disturb the others;
/// when the last one cancels, the request is cancelled. Thread-safe.
/// </summary>
/// <typeparam name="TKey">What makes two requests the same.</typeparam>
/// <typeparam name="TResult">The result of a request.</typeparam>
internal sealed class SharedRequests<TKey, TResult>
    where TKey : notnull
    where TResult : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Request> _requests = [];

    /// <summary>Joins the request that is under way, or starts one.</summary>
    /// <param name="key">What is requested.</param>
    /// <param name="find">
    /// Returns the result, or null, if no request is under way: one may have ended since the caller looked for its
    /// result. The result of a request must be visible before it ends.
    /// </param>
    /// <param name="start">Sends the request.</param>
    /// <param name="cancellationToken">Takes this caller out.</param>
    /// <returns>The result that was found, or that of the one request.</returns>
    public async Task<TResult> RunAsync(
        TKey key,
        Func<TResult?> find,
        Func<CancellationToken, Task<TResult>> start,
        CancellationToken cancellationToken)
    {
        if (Join(key, find, start, out TResult? found) is not { } request)
        {
            return found!;
        }

        try
        {
            return await request.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (Leave(key, request))
            {
                // The last caller waits until nothing of the request is left, its process included.
                await request.Cancellation.CancelAsync().ConfigureAwait(false);
                await ((Task)request.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                request.Cancellation.Dispose();
            }
        }
    }

    /// <returns>The request; null if the result was found without one.</returns>
    private Request? Join(
        TKey key, Func<TResult?> find, Func<CancellationToken, Task<TResult>> start, out TResult? found)
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
        public Request(Func<CancellationToken, Task<TResult>> start) =>
            Task = System.Threading.Tasks.Task.Run(() => start(Cancellation.Token));

        public CancellationTokenSource Cancellation { get; } = new();

        public Task<TResult> Task { get; }

        public int Callers { get; set; }
    }
}
