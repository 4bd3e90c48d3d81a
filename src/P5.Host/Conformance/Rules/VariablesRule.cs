using Grpc.Core;
using P5.GoPlugin;

namespace P5.Host.Conformance;

/// <summary>Every variable can be put into an environment.</summary>
/// <param name="session">The answer.</param>
internal sealed class VariablesRule(AuthenticateSession session) : CallRule(
    "Variables",
    "Its variables can be set",
    "Give variables names that are not empty and hold no '=' and no control character, and values without NUL.",
    AuthenticateRule.RuleId)
{
    protected override Task<RuleFinding> TryAsync(CallInvoker plugin, CancellationToken cancellationToken)
    {
        if (session.Answer is not { Success: true } answer)
        {
            return Task.FromResult(RuleFinding.NotApplicable("the answer has no credentials"));
        }

        string[] problems = [.. answer.Env.Select(pair => VariableRules.Problem(pair.Key, pair.Value)).OfType<string>()];
        return Task.FromResult(problems.Length > 0
            ? RuleFinding.Fail($"{problems.Length} of {answer.Env.Count} variables cannot be set: {problems[0]}")
            : RuleFinding.Pass(answer.Env.Count == 0
                ? "none"
                : string.Join(", ", answer.Env.Keys.Order(StringComparer.Ordinal).Select(Printable.Shorten))));
    }
}
