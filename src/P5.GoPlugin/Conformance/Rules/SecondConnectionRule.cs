namespace P5.GoPlugin;

/// <summary>A second connection is served beside the first: a host may need one, for example to debug or to reconnect.</summary>
internal sealed class SecondConnectionRule() : ConformanceRule(
    "SecondConnection",
    "Takes a second connection",
    "Accept connections for as long as the plugin runs, and serve each.",
    AddressRule.RuleId)
{
    internal override async Task<RuleFinding> ExamineAsync(ConformanceSession session, CancellationToken cancellationToken)
    {
        ObservedPlugin plugin = await session.GetPluginAsync(cancellationToken).ConfigureAwait(false);
        TimeSpan second;
        using (PluginChannel channel = plugin.OpenAnother(plugin.Connector!))
        {
            second = await plugin.ProbeAsync(channel, cancellationToken).ConfigureAwait(false);
        }

        TimeSpan first = await plugin.ProbeAsync(plugin.Channel, cancellationToken).ConfigureAwait(false);
        return RuleFinding.Pass(
            $"answered in {second.TotalMilliseconds:0} ms there, and after its end in {first.TotalMilliseconds:0} ms on the first");
    }
}
