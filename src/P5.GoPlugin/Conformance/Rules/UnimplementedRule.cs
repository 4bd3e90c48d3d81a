using P5.Proto.GoPlugin;

namespace P5.GoPlugin;

/// <summary>What a plugin does not know it says so of, that a newer host can ask and go on without.</summary>
/// <param name="id">The rule's name.</param>
/// <param name="title">What it asks.</param>
/// <param name="service">The service in which a method is called that nobody has.</param>
internal sealed class UnimplementedRule(string id, string title, string service) : ConformanceRule(
    id,
    title,
    "Answer gRPC status 12, UNIMPLEMENTED, to whatever the plugin does not know; gRPC libraries do so unless told otherwise.",
    AddressRule.RuleId)
{
    private readonly GrpcMethod<Empty, Empty> _method = new(service, "NoSuchMethod", Empty.Parser);

    internal override async Task<RuleFinding> ExamineAsync(ConformanceSession session, CancellationToken cancellationToken)
    {
        ObservedPlugin plugin = await session.GetPluginAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await plugin.Channel.UnaryCallAsync(_method, new Empty(), timeout: null, cancellationToken).ConfigureAwait(false);
            return RuleFinding.Fail($"{_method.Path} was answered with success");
        }
        catch (GrpcException failure) when (failure.Cause == GrpcFailureCause.Status)
        {
            return failure.StatusCode == GrpcStatusCode.Unimplemented
                ? RuleFinding.Pass($"{_method.Path} answered {failure.StatusCode}")
                : RuleFinding.Fail($"{_method.Path} answered {session.Show(failure)}");
        }
    }
}
