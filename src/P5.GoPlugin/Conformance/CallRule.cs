namespace P5.GoPlugin;

/// <summary>A rule that is tried with calls of a running plugin.</summary>
/// <param name="id">The stable name.</param>
/// <param name="title">What the rule asks, in a few words.</param>
/// <param name="recommendation">What the plugin's author can do where it fails.</param>
/// <param name="requires">The earlier rule that must have passed for this one to be tried. Default: that of the connection.</param>
public abstract class CallRule(string id, string title, string recommendation, string requires = AddressRule.RuleId)
    : ConformanceRule(id, title, recommendation, requires)
{
    /// <summary>Tries the rule. What a call throws, or a wait beyond the rule's time, is a failure of the rule.</summary>
    /// <param name="channel">The connection to the plugin, which was started afresh where it had ended before.</param>
    /// <param name="cancellationToken">Ends the rule's time.</param>
    /// <returns>What was found.</returns>
    protected abstract Task<RuleFinding> TryAsync(GrpcChannel channel, CancellationToken cancellationToken);

    internal sealed override async Task<RuleFinding> ExamineAsync(
        ConformanceSession session, CancellationToken cancellationToken)
    {
        ObservedPlugin plugin = await session.GetPluginAsync(cancellationToken).ConfigureAwait(false);
        return await TryAsync(plugin.Channel, cancellationToken).ConfigureAwait(false);
    }
}
