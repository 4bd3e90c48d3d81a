namespace P5.GoPlugin;

/// <summary>The first line on standard output is a handshake, whole, in time, with nothing before it.</summary>
internal sealed class HandshakeRule() : ConformanceRule(
    RuleId,
    "Prints its handshake first",
    "Print CORE|APP|NETWORK|ADDRESS|grpc| as the first line of the standard output, end it with a line feed and flush it; print nothing there before it.",
    requires: null)
{
    internal const string RuleId = "Handshake";

    internal override async Task<RuleFinding> ExamineAsync(ConformanceSession session, CancellationToken cancellationToken)
    {
        ObservedPlugin plugin = session.Start();
        try
        {
            HandshakeLine line = await plugin.ReadHandshakeAsync(cancellationToken).ConfigureAwait(false);
            FirstLine first = await plugin.Run.FirstLine.ConfigureAwait(false);
            return first.End == FirstLineEnd.LineFeed
                ? RuleFinding.Pass($"{first.Text.Split('|').Length} fields: {line.CoreVersion}|{line.AppVersion}|{session.Show(line.Network)}|{session.Show(line.Address)}|{session.Show(line.Protocol)}")
                : RuleFinding.Fail($"it closed its standard output behind '{session.Show(first.Text)}', without a line feed");
        }
        catch (OperationCanceledException)
        {
            // With its end, what it has printed of a line is seen.
            await plugin.Run.KillAsync().ConfigureAwait(false);
            FirstLine? begun = plugin.Run.FirstLine.IsCompleted ? plugin.Run.FirstLine.Result : null;
            string limit = $"{session.Options.RuleTimeout.TotalSeconds:0.###} s";
            return begun is { Text.Length: > 0 } half
                ? RuleFinding.Fail($"it printed '{session.Show(half.Text)}' and no line feed within {limit}")
                : RuleFinding.Fail(
                    $"it printed nothing on its standard output within {limit}.{plugin.Run.ErrorSummary}",
                    "Print the handshake as soon as the plugin listens, and do slow things at the first call. If it has to take so long, allow a longer time.");
        }
    }
}
