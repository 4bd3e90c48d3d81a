using P5.Proto.GoPlugin;

namespace P5.GoPlugin;

/// <summary>Asked to, a plugin ends by itself before the host would kill it.</summary>
internal sealed class ShutdownRule() : ConformanceRule(
    RuleId,
    "Ends when it is asked to",
    "Serve plugin.GRPCController: answer Shutdown, and let the process end within two seconds with the exit code 0.",
    AddressRule.RuleId)
{
    internal const string RuleId = "Shutdown";

    internal override async Task<RuleFinding> ExamineAsync(ConformanceSession session, CancellationToken cancellationToken)
    {
        ObservedPlugin plugin = await session.GetPluginAsync(cancellationToken).ConfigureAwait(false);
        TimeProvider clock = session.Options.Plugin.TimeProvider;
        long start = clock.GetTimestamp();
        using var timer = new CancellationTokenSource(PluginClient.StopGrace, clock);
        using var grace = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        Task<string> answer = AskAsync(session, plugin.Channel, grace.Token);
        await Task.WhenAny(plugin.Run.Exited, Task.Delay(Timeout.Infinite, grace.Token)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();

        TimeSpan elapsed = clock.GetElapsedTime(start);
        if (plugin.IsRunning)
        {
            string evidence = $"Shutdown {await answer.ConfigureAwait(false)}; the process still ran {PluginClient.StopGrace.TotalSeconds:0.#} s later and was killed";
            await session.DiscardAsync().ConfigureAwait(false);
            return RuleFinding.Fail(evidence);
        }

        await grace.CancelAsync().ConfigureAwait(false);
        await answer.ConfigureAwait(false);
        await plugin.Run.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
        return RuleFinding.Pass(
            $"ended with the exit code {plugin.ExitCode} after {elapsed.TotalMilliseconds:0} ms",
            plugin.ExitCode == 0 ? null : "End with the exit code 0, so that the end cannot be taken for a crash.");
    }

    /// <returns>What came of the request, as the rest of a sentence.</returns>
    private static async Task<string> AskAsync(ConformanceSession session, PluginChannel channel, CancellationToken cancellationToken)
    {
        try
        {
            await new GRPCController.GRPCControllerClient(channel.CallInvoker)
                .ShutdownAsync(new Empty(), cancellationToken: cancellationToken)
                .ConfigureAwait(false);
            return "was answered";
        }
        catch (CallException failure)
        {
            // The end may cut off the reply to the request for it.
            return $"answered {session.Show(failure)}";
        }
        catch (OperationCanceledException)
        {
            return "was not answered";
        }
    }
}
