using P5.Proto.Health.V1;

namespace P5.GoPlugin.Checks;

/// <summary>The health service reports that the plugin is serving.</summary>
internal sealed class HealthRule() : ConformanceRule(
    "Health",
    "Is healthy",
    "Serve grpc.health.v1.Health and answer Check for the service name 'plugin' with SERVING. Hosts use it as a ping.",
    AddressRule.RuleId)
{
    internal override async Task<RuleFinding> ExamineAsync(
        ConformanceSession session, CancellationToken cancellationToken)
    {
        ObservedPlugin plugin = await session.GetPluginAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            HealthCheckResponse health = await new Health.HealthClient(plugin.Channel.CallInvoker)
                .CheckAsync(PluginClient.HealthRequest, cancellationToken: cancellationToken)
                .ConfigureAwait(false);
            string evidence = $"Check for 'plugin' answered {health.Status}";
            return health.Status == HealthCheckResponse.Types.ServingStatus.Serving
                ? RuleFinding.Pass(evidence)
                : RuleFinding.Fail(evidence);
        }
        catch (CallException failure) when (failure.Cause == CallFailureCause.Status)
        {
            return RuleFinding.Fail($"Check for 'plugin' answered {session.Show(failure)}");
        }
    }
}
