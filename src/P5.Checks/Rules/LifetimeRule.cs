using Grpc.Core;
using P5.GoPlugin.Checks;

namespace P5.Checks;

/// <summary>The lifetime is one of the three kinds.</summary>
internal sealed class LifetimeRule(AuthenticateSession session) : CallRule(
    "Lifetime",
    "Its lifetime is valid",
    "Set ttl_seconds to -1 to be called every time, to 0 for credentials that never expire, or to their lifetime in "
    + "seconds.",
    AuthenticateRule.RuleId)
{
    protected override Task<RuleFinding> TryAsync(CallInvoker plugin, CancellationToken cancellationToken) =>
        Task.FromResult(session.Answer switch
        {
            { Success: false } or null => RuleFinding.NotApplicable("the answer has no credentials"),
            { TtlSeconds: < -1 and var seconds } => RuleFinding.Fail($"ttl_seconds is {seconds}"),
            { TtlSeconds: -1 } => RuleFinding.Pass("ttl_seconds is -1: called every time"),
            { TtlSeconds: 0 } => RuleFinding.Pass("ttl_seconds is 0: never expires"),
            { TtlSeconds: var seconds } => RuleFinding.Pass($"ttl_seconds is {seconds}"),
        });
}
