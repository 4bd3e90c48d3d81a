namespace P5.GoPlugin;

/// <summary>
/// Passes on an unfinished line if nothing follows it for a moment: a prompt has no end of line while it waits for its
/// user. Text that was only cut by the pipe's buffers continues at once and stays in one piece.
/// </summary>
internal static class PartialLineFlusher
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for the next bytes, and flushes the streams if that takes longer than a moment.</summary>
    internal static ValueTask<T> AwaitNextAsync<T>(
        ValueTask<T> next, TimeProvider timeProvider, params LineStream[] streams) =>
        next.IsCompleted || !Array.Exists(streams, stream => stream.HasPending)
            ? next
            : new ValueTask<T>(AwaitOrFlushAsync(next.AsTask(), timeProvider, streams));

    private static async Task<T> AwaitOrFlushAsync<T>(Task<T> next, TimeProvider timeProvider, LineStream[] streams)
    {
        using var arrived = new CancellationTokenSource();
        var quiet = Task.Delay(s_quiet, timeProvider, arrived.Token);
        if (await Task.WhenAny(next, quiet).ConfigureAwait(false) == quiet)
        {
            foreach (LineStream stream in streams)
            {
                stream.FlushPending();
            }
        }

        await arrived.CancelAsync().ConfigureAwait(false);
        return await next.ConfigureAwait(false);
    }
}
