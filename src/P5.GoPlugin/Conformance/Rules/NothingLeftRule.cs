namespace P5.GoPlugin;

/// <summary>A plugin that was asked to end takes its processes and its socket with it.</summary>
internal sealed class NothingLeftRule() : ConformanceRule(
    "NothingLeft",
    "Leaves nothing behind",
    "Before the plugin ends, end what it has started, and delete its socket and what else it has put into PLUGIN_UNIX_SOCKET_DIR.",
    ShutdownRule.RuleId)
{
    internal override Task<RuleFinding> ExamineAsync(ConformanceSession session, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> remains = session.Plugin!.Observations.Remains;
        return Task.FromResult(remains.Count == 0
            ? RuleFinding.Pass("no process of it runs, and its folder is empty")
            : RuleFinding.Fail($"it left {string.Join(", ", remains)}"));
    }
}
