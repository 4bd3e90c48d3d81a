using Grpc.Core;
using P5.GoPlugin;

namespace P5.Host.Conformance;

/// <summary>The lifetime is one of the three that there are.</summary>
/// <param name="session">The answer.</param>
internal sealed class LifetimeRule(AuthenticateSession session) : CallRule(
    "Lifetime",
    "Its lifetime has a meaning",
    "Set ttl_seconds to -1 to be asked every time, to 0 for credentials that never expire, or to the seconds that they hold.",
    AuthenticateRule.RuleId)
{
    protected override Task<RuleFinding> TryAsync(CallInvoker plugin, CancellationToken cancellationToken) =>
        Task.FromResult(session.Answer switch
        {
            { Success: false } or null => RuleFinding.NotApplicable("the answer has no credentials"),
            { TtlSeconds: < -1 and var seconds } => RuleFinding.Fail($"ttl_seconds is {seconds}"),
            { TtlSeconds: -1 } => RuleFinding.Pass("ttl_seconds is -1: asked every time"),
            { TtlSeconds: 0 } => RuleFinding.Pass("ttl_seconds is 0: never expires"),
            { TtlSeconds: var seconds } => RuleFinding.Pass($"ttl_seconds is {seconds}"),
        });
}
