using Grpc.Core;
using P5.GoPlugin;
using P5.GoPlugin.Checks;

namespace P5.Checks;

/// <summary>The plugin can be called again after cancelled calls.</summary>
internal sealed class CancellationRule(AuthenticateSession session) : CallRule(
    "Cancellation",
    "Survives cancelled calls",
    "End the work of a call that is cancelled or past its deadline, release its resources, and continue to serve.",
    AuthenticateRule.RuleId)
{
    /// <summary>One call is cancelled when it has just started, the others later.</summary>
    private static readonly TimeSpan[] s_cancelled =
        [TimeSpan.Zero, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10)];

    private static readonly TimeSpan[] s_deadlines = [TimeSpan.FromMilliseconds(0.1), TimeSpan.FromMilliseconds(10)];

    protected override async Task<RuleFinding> TryAsync(CallInvoker plugin, CancellationToken cancellationToken)
    {
        int cancelled = 0;
        foreach (TimeSpan moment in s_cancelled)
        {
            cancelled += await IsCancelledAsync(plugin, moment, cancellationToken).ConfigureAwait(false) ? 1 : 0;
        }

        foreach (TimeSpan deadline in s_deadlines)
        {
            cancelled += await IsLateAsync(plugin, deadline, cancellationToken).ConfigureAwait(false) ? 1 : 0;
        }

        long start = TimeProvider.System.GetTimestamp();
        await session.AskAsync(plugin, cancellationToken).ConfigureAwait(false);
        TimeSpan elapsed = TimeProvider.System.GetElapsedTime(start);
        return RuleFinding.Pass(
            $"{cancelled} of {s_cancelled.Length + s_deadlines.Length} calls were cancelled before their answers; the "
            + $"next was answered in {elapsed.TotalMilliseconds:0} ms");
    }

    private async Task<bool> IsCancelledAsync(CallInvoker plugin, TimeSpan moment, CancellationToken cancellationToken)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // Cancelled only now: otherwise nothing would be sent.
            Task call = session.AskAsync(plugin, cancellation.Token);
            cancellation.CancelAfter(moment);
            await call.ConfigureAwait(false);
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return true;
        }
    }

    private async Task<bool> IsLateAsync(CallInvoker plugin, TimeSpan deadline, CancellationToken cancellationToken)
    {
        try
        {
            DateTime end = TimeProvider.System.GetUtcNow().UtcDateTime + deadline;
            await session.AskAsync(plugin, cancellationToken, deadline: end).ConfigureAwait(false);
            return false;
        }
        catch (PluginException failure) when (failure is PluginTimeoutException or PluginRpcException)
        {
            // The plugin may notice the deadline before the host, and may report it with any status.
            return true;
        }
    }
}
