namespace P5.GoPlugin.Checks;

/// <summary>
/// A plugin serves a second connection at the same time, which a host needs to reconnect or to debug.
/// </summary>
internal sealed class SecondConnectionRule() : ConformanceRule(
    "SecondConnection",
    "Accepts a second connection",
    "Accept connections for as long as the plugin runs, and serve each.",
    AddressRule.RuleId)
{
    internal override async Task<RuleFinding> ExamineAsync(
        ConformanceSession session, CancellationToken cancellationToken)
    {
        ObservedPlugin plugin = await session.GetPluginAsync(cancellationToken).ConfigureAwait(false);
        TimeSpan second;
        using (PluginChannel channel = plugin.OpenAnother(plugin.Connector!))
        {
            second = await plugin.ProbeAsync(channel, cancellationToken).ConfigureAwait(false);
        }

        TimeSpan first = await plugin.ProbeAsync(plugin.Channel, cancellationToken).ConfigureAwait(false);
        return RuleFinding.Pass(
            $"it answered in {second.TotalMilliseconds:0} ms, then in {first.TotalMilliseconds:0} ms on the first");
    }
}
