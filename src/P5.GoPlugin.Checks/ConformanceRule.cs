using Grpc.Core;

namespace P5.GoPlugin.Checks;

/// <summary>A rule for plugins. Derive rules of your own service from <see cref="CallRule"/>.</summary>
public abstract class ConformanceRule
{
    private protected ConformanceRule(string id, string title, string recommendation, string? requires)
    {
        Id = id;
        Title = title;
        Recommendation = recommendation;
        Requires = requires;
    }

    /// <summary>The stable name.</summary>
    public string Id { get; }

    /// <summary>What the rule requires, in a few words.</summary>
    public string Title { get; }

    /// <summary>What the plugin's author can do if the rule fails.</summary>
    public string Recommendation { get; }

    /// <summary>The rule that must have passed for this one to be tried; null for none.</summary>
    public string? Requires { get; }

    /// <exception cref="OperationCanceledException">The time ran out, or the caller cancelled the check.</exception>
    /// <exception cref="CallException">A call failed.</exception>
    /// <exception cref="PluginException">The plugin could not be started or connected to.</exception>
    internal abstract Task<RuleFinding> ExamineAsync(
        ConformanceSession session, CancellationToken cancellationToken);
}

/// <summary>A rule that calls the running plugin.</summary>
/// <param name="id">The stable name.</param>
/// <param name="title">What the rule requires, in a few words.</param>
/// <param name="recommendation">What the plugin's author can do if the rule fails.</param>
/// <param name="requires">
/// The earlier rule that must have passed for this one to be tried. Default: the rule of the connection.
/// </param>
public abstract class CallRule(string id, string title, string recommendation, string requires = AddressRule.RuleId)
    : ConformanceRule(id, title, recommendation, requires)
{
    /// <summary>Tries the rule. It fails if a call throws, or if the time runs out.</summary>
    /// <param name="plugin">
    /// Calls the plugin, which was restarted if it had ended. A failed call throws a
    /// <see cref="PluginRpcException"/>, a <see cref="PluginTimeoutException"/> or a
    /// <see cref="PluginCrashedException"/>.
    /// </param>
    /// <param name="cancellationToken">Cancelled when the rule's time runs out.</param>
    /// <returns>The finding.</returns>
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
            // The suite describes failed calls of all rules in the same way.
            throw call;
        }
    }
}

/// <summary>The finding of a rule.</summary>
public sealed record RuleFinding
{
    private RuleFinding(CheckOutcome outcome, string evidence, string? recommendation)
    {
        Outcome = outcome;
        Evidence = SafeText.Whole(evidence);
        Recommendation = recommendation is null ? null : SafeText.Whole(recommendation);
    }

    /// <summary>Whether the plugin follows the rule.</summary>
    public CheckOutcome Outcome { get; }

    /// <summary>What was observed.</summary>
    public string Evidence { get; }

    /// <summary>What to do, if it differs from the rule's recommendation; otherwise null.</summary>
    public string? Recommendation { get; }

    /// <summary>The plugin follows the rule.</summary>
    /// <param name="evidence">What was observed.</param>
    /// <param name="recommendation">A possible improvement; null for none.</param>
    /// <returns>The finding.</returns>
    public static RuleFinding Pass(string evidence, string? recommendation = null) =>
        new(CheckOutcome.Pass, evidence, recommendation);

    /// <summary>The plugin does not follow the rule.</summary>
    /// <param name="evidence">What was observed.</param>
    /// <param name="recommendation">What to do; null for the rule's recommendation.</param>
    /// <returns>The finding.</returns>
    public static RuleFinding Fail(string evidence, string? recommendation = null) =>
        new(CheckOutcome.Fail, evidence, recommendation);

    /// <summary>The rule does not concern this plugin.</summary>
    /// <param name="evidence">The reason.</param>
    /// <returns>The finding.</returns>
    public static RuleFinding NotApplicable(string evidence) => new(CheckOutcome.NotApplicable, evidence, null);
}
