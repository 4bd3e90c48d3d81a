namespace P5.GoPlugin.Checks;

/// <summary>HashiCorp's hosts can read the hclog lines on standard error.</summary>
internal sealed class LogRule() : ConformanceRule(
    "Log",
    "Its log can be read",
    "Log one JSON object per line on the process's original standard error, with @level, @message, @module and "
    + "@timestamp (UTC, six digits of the second).",
    HandshakeRule.RuleId)
{
    internal override Task<RuleFinding> ExamineAsync(
        ConformanceSession session, CancellationToken cancellationToken)
    {
        string[] lines = [.. session.ErrorLines];
        string[] logged = [.. lines.Where(HclogForm.IsMeant)];
        string[] problems = [.. logged.Select(HclogForm.Problem).OfType<string>()];
        return Task.FromResult((lines.Length, logged.Length, problems) switch
        {
            (_, _, [var problem, ..]) => RuleFinding.Fail(
                $"{problems.Length} of {logged.Length} lines of its log cannot be read by every host: {problem}"),
            (0, _, _) => RuleFinding.NotApplicable("it wrote nothing to standard error"),
            (_, 0, _) => RuleFinding.NotApplicable(
                $"none of {lines.Length} lines on standard error is hclog's JSON"),
            _ => RuleFinding.Pass(
                $"{logged.Length} of {lines.Length} lines on standard error are hclog's, all well-formed"),
        });
    }
}
