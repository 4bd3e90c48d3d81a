using Grpc.Core;

namespace P5.GoPlugin;

/// <summary>The host's reading of the stdio service, a call as long as the plugin's life, keeps nothing else waiting.</summary>
internal sealed class StdioRule() : ConformanceRule(
    "Stdio",
    "Its stdio service does not block",
    "Serve plugin.GRPCStdio beside other calls for as long as the plugin runs, or answer UNIMPLEMENTED.",
    AddressRule.RuleId)
{
    /// <summary>How long a refusal may trail behind the answer to a later call.</summary>
    private static readonly TimeSpan s_refusalGrace = TimeSpan.FromMilliseconds(50);

    internal override async Task<RuleFinding> ExamineAsync(ConformanceSession session, CancellationToken cancellationToken)
    {
        ObservedPlugin plugin = await session.GetPluginAsync(cancellationToken).ConfigureAwait(false);
        plugin.ReadStdio();
        TimeSpan elapsed = await plugin.ProbeAsync(plugin.Channel, cancellationToken).ConfigureAwait(false);
        await Task.WhenAny(plugin.Stdio!, Task.Delay(s_refusalGrace, cancellationToken)).ConfigureAwait(false);
        session.ReadsStdio = true;

        string beside = $"a call beside it was answered in {elapsed.TotalMilliseconds:0} ms";
        if (!plugin.Stdio!.IsCompleted)
        {
            return RuleFinding.Pass($"StreamStdio is open, {beside}");
        }

        return await plugin.Stdio.ConfigureAwait(false) switch
        {
            null => RuleFinding.Pass($"it closed StreamStdio at once, {beside}"),
            { StatusCode: StatusCode.Unimplemented or StatusCode.Unavailable } refusal =>
                RuleFinding.Pass($"StreamStdio answered {refusal.StatusCode}, {beside}"),
            { } failure => RuleFinding.Fail($"StreamStdio answered {session.Show(failure)}"),
        };
    }
}
