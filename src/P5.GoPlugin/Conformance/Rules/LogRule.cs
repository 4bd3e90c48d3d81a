namespace P5.GoPlugin;

/// <summary>What looks like hclog on standard error is hclog, to HashiCorp's hosts too.</summary>
internal sealed class LogRule() : ConformanceRule(
    "Log",
    "Its log can be read",
    "Log one JSON object a line on the standard error that the process was started with, with @level, @message, @module and @timestamp (UTC, six digits of the second).",
    HandshakeRule.RuleId)
{
    internal override Task<RuleFinding> ExamineAsync(ConformanceSession session, CancellationToken cancellationToken)
    {
        string[] lines = [.. session.ErrorLines];
        string[] logged = [.. lines.Where(HclogForm.IsMeant)];
        string count = $"{logged.Length} of {lines.Length} lines on standard error";
        string[] problems = [.. logged.Select(HclogForm.Problem).OfType<string>()];
        return Task.FromResult(
            problems.Length > 0 ? RuleFinding.Fail($"{problems.Length} of {logged.Length} lines of its log cannot be read by every host: {problems[0]}")
            : logged.Length > 0 ? RuleFinding.Pass($"{count} are hclog's, all well-formed")
            : RuleFinding.NotApplicable(lines.Length == 0 ? "it wrote nothing to standard error" : $"none of {lines.Length} lines on standard error is hclog's JSON"));
    }
}
