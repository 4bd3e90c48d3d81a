namespace P5.GoPlugin.Checks;

/// <summary>The first line on standard output is a complete handshake, and arrives in time.</summary>
internal sealed class HandshakeRule() : ConformanceRule(
    RuleId,
    "Prints its handshake first",
    "Print CORE|APP|NETWORK|ADDRESS|grpc| as the first line of the standard output, end it with a line feed and flush "
    + "it. Print nothing there before it.",
    requires: null)
{
    internal const string RuleId = "Handshake";

    internal override async Task<RuleFinding> ExamineAsync(
        ConformanceSession session, CancellationToken cancellationToken)
    {
        ObservedPlugin plugin = session.Start();
        try
        {
            HandshakeLine line = await plugin.ReadHandshakeAsync(cancellationToken).ConfigureAwait(false);
            FirstLine first = await plugin.Handle.FirstLine.ConfigureAwait(false);
            string shown = session.Show(
                $"{line.CoreVersion}|{line.AppVersion}|{line.Network}|{line.Address}|{line.Protocol}");
            return first.End == FirstLineEnd.LineFeed
                ? RuleFinding.Pass($"{first.Text.Split('|').Length} fields: {shown}")
                : RuleFinding.Fail(
                    $"it closed its standard output after '{session.Show(first.Text)}', without a line feed");
        }
        catch (OperationCanceledException)
        {
            // After its end, the unfinished line can be read.
            await plugin.Handle.KillAsync().ConfigureAwait(false);
            FirstLine first = plugin.Handle.FirstLine.IsCompleted
                ? plugin.Handle.FirstLine.Result
                : new FirstLine("", FirstLineEnd.EndOfOutput);
            return TooLate(
                first, session.Show(first.Text), session.Options.RuleTimeout, plugin.Handle.ErrorSummary);
        }
    }

    /// <summary>What is wrong with a plugin whose first line did not arrive in time.</summary>
    /// <param name="first">What arrived until the plugin was killed.</param>
    /// <param name="shown">The same, as it is shown.</param>
    /// <param name="timeout">The time.</param>
    /// <param name="errors">What the plugin wrote to standard error, as the end of a message.</param>
    internal static RuleFinding TooLate(FirstLine first, string shown, TimeSpan timeout, string errors)
    {
        const string Sooner = "Print the handshake as soon as the plugin listens, and do slow work at the first call. "
            + "If it has to take this long, allow a longer time.";
        string limit = $"{timeout.TotalSeconds:0.###} s";
        return first switch
        {
            { End: FirstLineEnd.LineFeed } => RuleFinding.Fail($"it printed its first line later than {limit}", Sooner),
            { Text.Length: > 0 } => RuleFinding.Fail($"it printed '{shown}' and no line feed within {limit}"),
            _ => RuleFinding.Fail($"it printed nothing on its standard output within {limit}.{errors}", Sooner),
        };
    }
}
