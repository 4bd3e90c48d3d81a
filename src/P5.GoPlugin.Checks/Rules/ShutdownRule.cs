using P5.Proto.GoPlugin;

namespace P5.GoPlugin.Checks;

/// <summary>A plugin ends by itself after Shutdown, before the host would kill it.</summary>
internal sealed class ShutdownRule() : ConformanceRule(
    RuleId,
    "Ends after Shutdown",
    "Serve plugin.GRPCController: answer Shutdown, and end the process within two seconds with the exit code 0.",
    AddressRule.RuleId)
{
    internal const string RuleId = "Shutdown";

    internal override async Task<RuleFinding> ExamineAsync(
        ConformanceSession session, CancellationToken cancellationToken)
    {
        ObservedPlugin plugin = await session.GetPluginAsync(cancellationToken).ConfigureAwait(false);
        TimeProvider clock = session.Options.Plugin.TimeProvider;
        long start = clock.GetTimestamp();
        using var timer = new CancellationTokenSource(PluginClient.StopGrace, clock);
        using var grace = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        Task<string> answer = CallShutdownAsync(session, plugin.Channel, grace.Token);
        await Task.WhenAny(plugin.Handle.Exited, Task.Delay(Timeout.Infinite, grace.Token)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();

        TimeSpan elapsed = clock.GetElapsedTime(start);
        if (plugin.IsRunning)
        {
            string evidence = $"Shutdown {await answer.ConfigureAwait(false)}; the process was still running "
                + $"{PluginClient.StopGrace.TotalSeconds:0.#} s later and was killed";
            await session.DiscardAsync().ConfigureAwait(false);
            return RuleFinding.Fail(evidence);
        }

        await grace.CancelAsync().ConfigureAwait(false);
        await answer.ConfigureAwait(false);
        await plugin.Handle.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
        int? exitCode = plugin.Handle.ExitCode;
        return RuleFinding.Pass(
            $"ended with the exit code {ExitCodeText.Of(exitCode)} after {elapsed.TotalMilliseconds:0} ms",
            exitCode == 0 ? null : "End with the exit code 0, so that the end is not mistaken for a crash.");
    }

    /// <returns>The result of the call, as the rest of a sentence.</returns>
    private static async Task<string> CallShutdownAsync(
        ConformanceSession session, PluginChannel channel, CancellationToken cancellationToken)
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
            // The plugin may end before its reply is sent.
            return $"answered {session.Show(failure)}";
        }
        catch (OperationCanceledException)
        {
            return "was not answered";
        }
    }
}
