using Grpc.Core;

namespace P5.GoPlugin;

/// <summary>A rule that is tried with calls of a running plugin.</summary>
/// <param name="id">The stable name.</param>
/// <param name="title">What the rule asks, in a few words.</param>
/// <param name="recommendation">What the plugin's author can do where it fails.</param>
/// <param name="requires">The earlier rule that must have passed for this one to be tried. Default: that of the connection.</param>
public abstract class CallRule(string id, string title, string recommendation, string requires = AddressRule.RuleId)
    : ConformanceRule(id, title, recommendation, requires)
{
    /// <summary>Tries the rule. What a call throws, or a wait beyond the rule's time, is a failure of the rule.</summary>
    /// <param name="plugin">
    /// Calls the plugin, which was started afresh if it had ended before. A failed call throws a
    /// <see cref="PluginRpcException"/>, a <see cref="PluginTimeoutException"/> or a <see cref="PluginCrashedException"/>.
    /// </param>
    /// <param name="cancellationToken">Ends the rule's time.</param>
    /// <returns>What was found.</returns>
    protected abstract Task<RuleFinding> TryAsync(CallInvoker plugin, CancellationToken cancellationToken);

    internal sealed override async Task<RuleFinding> ExamineAsync(
        ConformanceSession session, CancellationToken cancellationToken)
    {
        ObservedPlugin plugin = await session.GetPluginAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await TryAsync(plugin.CallInvoker, cancellationToken).ConfigureAwait(false);
        }
        catch (PluginException failure) when (failure.InnerException is CallException call)
        {
            // The suite says the same of a failed call, whichever rule it is of.
            throw call;
        }
    }
}
