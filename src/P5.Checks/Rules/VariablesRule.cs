using Grpc.Core;
using P5.GoPlugin;
using P5.GoPlugin.Checks;
using P5.Host;

namespace P5.Checks;

/// <summary>Every variable can be set in an environment.</summary>
internal sealed class VariablesRule(AuthenticateSession session) : CallRule(
    "Variables",
    "Its variables can be set",
    "Use names that are not empty and contain no '=' and no control character, and values that contain no NUL.",
    AuthenticateRule.RuleId)
{
    protected override Task<RuleFinding> TryAsync(CallInvoker plugin, CancellationToken cancellationToken)
    {
        if (session.Answer is not { Success: true } answer)
        {
            return Task.FromResult(RuleFinding.NotApplicable("the answer has no credentials"));
        }

        string[] problems =
            [.. answer.Env.Select(pair => VariableRules.Problem(pair.Key, pair.Value)).OfType<string>()];
        if (problems.Length == 0 && FindNameProblem(answer.Env.AsReadOnly()) is { } nameProblem)
        {
            return Task.FromResult(RuleFinding.Fail(nameProblem));
        }

        return Task.FromResult(problems.Length > 0
            ? RuleFinding.Fail($"{problems.Length} of {answer.Env.Count} variables cannot be set: {problems[0]}")
            : RuleFinding.Pass(answer.Env.Count == 0
                ? "none"
                : string.Join(", ", answer.Env.Keys.Order(StringComparer.Ordinal).Select(SafeText.Truncate))));
    }

    private static string? FindNameProblem(IReadOnlyDictionary<string, string> variables) =>
        VariableRules.NameProblem(variables) ?? VariableRules.SpellingProblem(variables, VariableRules.NameComparer);
}
