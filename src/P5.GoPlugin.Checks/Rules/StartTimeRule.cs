namespace P5.GoPlugin.Checks;

/// <summary>A plugin is ready before the start timeout, and preferably before its user notices a delay.</summary>
internal sealed class StartTimeRule() : ConformanceRule(
    "StartTime",
    "Starts in time",
    "Do slow work, such as reading a cache or calling a server, at the first call and not before the handshake; or "
    + "raise the start timeout.",
    HandshakeRule.RuleId)
{
    private static readonly TimeSpan s_good = TimeSpan.FromSeconds(1);

    internal override async Task<RuleFinding> ExamineAsync(
        ConformanceSession session, CancellationToken cancellationToken)
    {
        TimeSpan elapsed =
            await session.Plugin!.HandshakeTime.WaitAsync(cancellationToken).ConfigureAwait(false);
        TimeSpan limit = session.Options.Plugin.StartTimeout;
        string evidence = $"handshake {elapsed.TotalMilliseconds:0} ms after the start";
        return elapsed > limit ? RuleFinding.Fail($"{evidence}; hosts wait {limit.TotalSeconds:0.###} s")
            : elapsed > s_good ? RuleFinding.Pass(
                evidence, "Less than a second would be better: do slow work at the first call.")
            : RuleFinding.Pass(evidence);
    }
}
