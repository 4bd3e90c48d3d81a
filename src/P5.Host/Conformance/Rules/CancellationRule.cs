using Grpc.Core;
using P5.GoPlugin;

namespace P5.Host.Conformance;

/// <summary>Calls that the host gives up leave the plugin usable.</summary>
/// <param name="session">What is asked.</param>
internal sealed class CancellationRule(AuthenticateSession session) : CallRule(
    "Cancellation",
    "Survives calls that are given up",
    "End the work of a call that is cancelled or past its deadline, release what it holds, and go on serving.",
    AuthenticateRule.RuleId)
{
    /// <summary>One call is given up when it has hardly begun, others in their midst.</summary>
    private static readonly TimeSpan[] s_cancelled = [TimeSpan.Zero, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10)];

    private static readonly TimeSpan[] s_deadlines = [TimeSpan.FromMilliseconds(0.1), TimeSpan.FromMilliseconds(10)];

    protected override async Task<RuleFinding> TryAsync(CallInvoker plugin, CancellationToken cancellationToken)
    {
        int givenUp = 0;
        foreach (TimeSpan moment in s_cancelled)
        {
            givenUp += await IsCancelledAsync(plugin, moment, cancellationToken).ConfigureAwait(false) ? 1 : 0;
        }

        foreach (TimeSpan deadline in s_deadlines)
        {
            givenUp += await IsLateAsync(plugin, deadline, cancellationToken).ConfigureAwait(false) ? 1 : 0;
        }

        long start = TimeProvider.System.GetTimestamp();
        await session.AskAsync(plugin, cancellationToken).ConfigureAwait(false);
        return RuleFinding.Pass(
            $"{givenUp} of {s_cancelled.Length + s_deadlines.Length} calls were given up before their answers; the next was answered in {TimeProvider.System.GetElapsedTime(start).TotalMilliseconds:0} ms");
    }

    private async Task<bool> IsCancelledAsync(CallInvoker plugin, TimeSpan moment, CancellationToken cancellationToken)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // Not cancelled before it: then nothing would be sent.
            Task call = session.AskAsync(plugin, giveUp.Token);
            giveUp.CancelAfter(moment);
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
            await session.AskAsync(plugin, cancellationToken, deadline: TimeProvider.System.GetUtcNow().UtcDateTime + deadline).ConfigureAwait(false);
            return false;
        }
        catch (PluginException failure) when (failure is PluginTimeoutException or PluginRpcException)
        {
            // A plugin may notice the deadline before the host does, and has several words for it.
            return true;
        }
    }
}
