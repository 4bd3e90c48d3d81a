using Grpc.Core;
using P5.GoPlugin.Checks;
using P5.Proto.V0;

namespace P5.Checks;

/// <summary>Concurrent calls get equal answers, possibly one after another.</summary>
internal sealed class ConcurrencyRule(AuthenticateSession session) : CallRule(
    "Concurrency",
    "Answers concurrent calls",
    "Answer any number of concurrent calls, one after another if necessary, and protect their shared state with a "
    + "lock.",
    AuthenticateRule.RuleId)
{
    private const int Calls = 8;

    protected override async Task<RuleFinding> TryAsync(CallInvoker plugin, CancellationToken cancellationToken)
    {
        long start = TimeProvider.System.GetTimestamp();
        AuthenticateResponse[] answers = await Task
            .WhenAll(Enumerable.Range(0, Calls).Select(_ => session.AskAsync(plugin, cancellationToken)))
            .ConfigureAwait(false);
        TimeSpan elapsed = TimeProvider.System.GetElapsedTime(start);
        string time = $"{Calls} concurrent calls, answered in {elapsed.TotalMilliseconds:0} ms";
        int different = answers.Count(answer => !IsLike(answer, session.Answer!));
        return different == 0
            ? RuleFinding.Pass($"{time}, all alike")
            : RuleFinding.Fail($"{time}, {different} with another outcome or other variables than the first call");
    }

    private static bool IsLike(AuthenticateResponse one, AuthenticateResponse other) =>
        one.Success == other.Success && one.Env.Keys.ToHashSet().SetEquals(other.Env.Keys);
}
