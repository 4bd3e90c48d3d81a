using Grpc.Core;
using P5.GoPlugin;
using P5.GoPlugin.Checks;
using P5.Proto.V0;

namespace P5.Checks;

/// <summary>The plugin answers with credentials, or with the reason why there are none.</summary>
internal sealed class AuthenticateRule(AuthenticateSession session) : CallRule(
    RuleId,
    "Answers Authenticate",
    "Answer in time, with success = true and the variables, or with success = false and an error that states what the "
    + "user can do; a gRPC error states less. If the user has to log in, allow a longer time.")
{
    public const string RuleId = "Authenticate";

    protected override async Task<RuleFinding> TryAsync(CallInvoker plugin, CancellationToken cancellationToken)
    {
        long start = TimeProvider.System.GetTimestamp();
        AuthenticateResponse answer = await session.AskAsync(plugin, cancellationToken).ConfigureAwait(false);
        string time = $"after {TimeProvider.System.GetElapsedTime(start).TotalMilliseconds:0} ms";
        if (answer.Success)
        {
            return RuleFinding.Pass($"success {time}, variables: {answer.Env.Count}");
        }

        return string.IsNullOrWhiteSpace(answer.Error)
            ? RuleFinding.Fail($"success = false {time}, with an empty error")
            : RuleFinding.Pass($"success = false {time}, because: {SafeText.Truncate(session.Redact(answer.Error))}");
    }
}
