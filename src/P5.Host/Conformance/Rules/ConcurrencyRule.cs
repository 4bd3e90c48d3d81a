using Grpc.Core;
using P5.GoPlugin;
using P5.Proto.V0;

namespace P5.Host.Conformance;

/// <summary>Calls that overlap are all answered, and alike. One after another will do.</summary>
/// <param name="session">What is asked.</param>
internal sealed class ConcurrencyRule(AuthenticateSession session) : CallRule(
    "Concurrency",
    "Answers calls that overlap",
    "Answer any number of calls at once, if need be one after another, and keep what they share behind a lock.",
    AuthenticateRule.RuleId)
{
    private const int Calls = 8;

    protected override async Task<RuleFinding> TryAsync(CallInvoker plugin, CancellationToken cancellationToken)
    {
        long start = TimeProvider.System.GetTimestamp();
        AuthenticateResponse[] answers = await Task
            .WhenAll(Enumerable.Range(0, Calls).Select(_ => session.AskAsync(plugin, cancellationToken)))
            .ConfigureAwait(false);
        string time = $"{Calls} calls at once, answered in {TimeProvider.System.GetElapsedTime(start).TotalMilliseconds:0} ms";
        int different = answers.Count(answer => !IsLike(answer, session.Answer!));
        return different == 0
            ? RuleFinding.Pass($"{time}, all alike")
            : RuleFinding.Fail($"{time}, {different} of them with another outcome or other variables than the first call");
    }

    private static bool IsLike(AuthenticateResponse one, AuthenticateResponse other) =>
        one.Success == other.Success && one.Env.Keys.ToHashSet().SetEquals(other.Env.Keys);
}
