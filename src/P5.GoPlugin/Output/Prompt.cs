namespace P5.GoPlugin;

/// <summary>
/// Shows the beginning of a line when nothing follows it for a moment: a prompt has no end of line while it waits
/// for its user. Text that is only cut by the pipe's buffers goes on at once and stays whole.
/// </summary>
internal static class Prompt
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for the next bytes, and flushes the channels if they are long in coming.</summary>
    internal static ValueTask<T> AwaitNextAsync<T>(
        ValueTask<T> next, TimeProvider timeProvider, params TextChannel[] channels) =>
        next.IsCompleted || !Array.Exists(channels, channel => channel.HasPending)
            ? next
            : new ValueTask<T>(AwaitOrFlushAsync(next.AsTask(), timeProvider, channels));

    private static async Task<T> AwaitOrFlushAsync<T>(Task<T> pending, TimeProvider timeProvider, TextChannel[] channels)
    {
        using var enough = new CancellationTokenSource();
        var quiet = Task.Delay(s_quiet, timeProvider, enough.Token);
        if (await Task.WhenAny(pending, quiet).ConfigureAwait(false) == quiet)
        {
            foreach (TextChannel channel in channels)
            {
                channel.FlushPending();
            }
        }

        await enough.CancelAsync().ConfigureAwait(false);
        return await pending.ConfigureAwait(false);
    }
}
