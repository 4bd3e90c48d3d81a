using Google.Protobuf;
using Grpc.Core;
using P5.Proto.GoPlugin;

namespace P5.GoPlugin.Checks;

/// <summary>
/// A plugin reports unknown methods as such, so that a newer host can try one and continue without it.
/// </summary>
/// <param name="id">The rule's name.</param>
/// <param name="title">What the rule requires.</param>
/// <param name="service">The service in which an unknown method is called.</param>
internal sealed class UnimplementedRule(string id, string title, string service) : ConformanceRule(
    id,
    title,
    "Answer unknown methods with gRPC status 12, UNIMPLEMENTED, which is the default of gRPC libraries.",
    AddressRule.RuleId)
{
    private static readonly Marshaller<Empty> s_empty = Marshallers.Create(
        static message => message.ToByteArray(), Empty.Parser.ParseFrom);

    private readonly Method<Empty, Empty> _method =
        new(MethodType.Unary, service, "NoSuchMethod", s_empty, s_empty);

    internal override async Task<RuleFinding> ExamineAsync(
        ConformanceSession session, CancellationToken cancellationToken)
    {
        ObservedPlugin plugin = await session.GetPluginAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await plugin.Channel.CallInvoker
                .AsyncUnaryCall(_method, host: null, new CallOptions(cancellationToken: cancellationToken), new Empty())
                .ConfigureAwait(false);
            return RuleFinding.Fail($"{_method.FullName} was answered with success");
        }
        catch (CallException failure) when (failure.Cause == CallFailureCause.Status)
        {
            return failure.StatusCode == StatusCode.Unimplemented
                ? RuleFinding.Pass($"{_method.FullName} answered {failure.StatusCode}")
                : RuleFinding.Fail($"{_method.FullName} answered {session.Show(failure)}");
        }
    }
}
