using Grpc.Core;

namespace P5.GoPlugin.Checks;

/// <summary>
/// The host's call of the stdio service, which lasts as long as the plugin, does not block other calls.
/// </summary>
internal sealed class StdioRule() : ConformanceRule(
    "Stdio",
    "Its stdio service does not block",
    "Serve plugin.GRPCStdio concurrently with other calls for as long as the plugin runs, or answer UNIMPLEMENTED.",
    AddressRule.RuleId)
{
    /// <summary>How much later than the answer to another call a refusal may arrive.</summary>
    private static readonly TimeSpan s_refusalGrace = TimeSpan.FromMilliseconds(50);

    internal override async Task<RuleFinding> ExamineAsync(
        ConformanceSession session, CancellationToken cancellationToken)
    {
        ObservedPlugin plugin = await session.GetPluginAsync(cancellationToken).ConfigureAwait(false);
        plugin.ReadStdio();
        TimeSpan elapsed = await plugin.ProbeAsync(plugin.Channel, cancellationToken).ConfigureAwait(false);
        await Task.WhenAny(plugin.Stdio!, Task.Delay(s_refusalGrace, cancellationToken)).ConfigureAwait(false);

        // A plugin with several threads may have answered before it began with the stream.
        await plugin.ProbeAsync(plugin.Channel, cancellationToken).ConfigureAwait(false);
        session.ReadsStdio = true;

        string concurrent = $"a concurrent call was answered in {elapsed.TotalMilliseconds:0} ms";
        if (!plugin.Stdio!.IsCompleted)
        {
            return RuleFinding.Pass($"StreamStdio is open, {concurrent}");
        }

        return await plugin.Stdio.ConfigureAwait(false) switch
        {
            null => RuleFinding.Pass($"it closed StreamStdio at once, {concurrent}"),
            { StatusCode: StatusCode.Unimplemented or StatusCode.Unavailable } refusal =>
                RuleFinding.Pass($"StreamStdio answered {refusal.StatusCode}, {concurrent}"),
            { } failure => RuleFinding.Fail($"StreamStdio answered {session.Show(failure)}"),
        };
    }
}
