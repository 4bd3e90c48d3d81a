namespace P5.GoPlugin.Checks;

/// <summary>A plugin that ends after Shutdown leaves no process and no file behind.</summary>
internal sealed class NothingLeftRule() : ConformanceRule(
    "NothingLeft",
    "Leaves nothing behind",
    "Before the plugin ends, end its child processes, and delete its socket and its other files in "
    + "PLUGIN_UNIX_SOCKET_DIR.",
    ShutdownRule.RuleId)
{
    internal override Task<RuleFinding> ExamineAsync(
        ConformanceSession session, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> remains = session.Plugin!.Trace.Remains;
        return Task.FromResult(remains.Count == 0
            ? RuleFinding.Pass("no process of it is running, and its folder is empty")
            : RuleFinding.Fail($"it left {string.Join(", ", remains)}"));
    }
}
