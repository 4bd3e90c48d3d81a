namespace P5.GoPlugin;

/// <summary>A plugin is ready before its host loses patience, and best before its user does.</summary>
internal sealed class StartTimeRule() : ConformanceRule(
    "StartTime",
    "Starts in time",
    "Do slow things, such as reading a cache or asking a server, at the first call and not before the handshake; or let the start timeout be longer.",
    HandshakeRule.RuleId)
{
    /// <summary>What a user does not take for waiting.</summary>
    private static readonly TimeSpan s_good = TimeSpan.FromSeconds(1);

    internal override async Task<RuleFinding> ExamineAsync(ConformanceSession session, CancellationToken cancellationToken)
    {
        TimeSpan elapsed = await session.Plugin!.HandshakeTime.WaitAsync(cancellationToken).ConfigureAwait(false);
        TimeSpan limit = session.Options.Plugin.StartTimeout;
        string evidence = $"handshake {elapsed.TotalMilliseconds:0} ms after the start";
        return elapsed > limit ? RuleFinding.Fail($"{evidence}; hosts wait {limit.TotalSeconds:0.###} s")
            : RuleFinding.Pass(evidence, elapsed > s_good ? "Less than a second would be good: do slow things at the first call." : null);
    }
}
