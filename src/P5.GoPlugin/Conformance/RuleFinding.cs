namespace P5.GoPlugin;

/// <summary>What a rule found out about a plugin.</summary>
public sealed record RuleFinding
{
    private RuleFinding(CheckOutcome outcome, string evidence, string? recommendation)
    {
        Outcome = outcome;
        Evidence = evidence;
        Recommendation = recommendation;
    }

    /// <summary>Whether the plugin keeps the rule.</summary>
    public CheckOutcome Outcome { get; }

    /// <summary>What was seen.</summary>
    public string Evidence { get; }

    /// <summary>What to do, where that is something else than the rule's own recommendation; or null.</summary>
    public string? Recommendation { get; }

    /// <summary>The plugin keeps the rule.</summary>
    /// <param name="evidence">What was seen.</param>
    /// <param name="recommendation">What would be better still; null for nothing.</param>
    /// <returns>The finding.</returns>
    public static RuleFinding Pass(string evidence, string? recommendation = null) =>
        new(CheckOutcome.Pass, evidence, recommendation);

    /// <summary>The plugin does not keep it.</summary>
    /// <param name="evidence">What was seen.</param>
    /// <param name="recommendation">What to do; null for the rule's own recommendation.</param>
    /// <returns>The finding.</returns>
    public static RuleFinding Fail(string evidence, string? recommendation = null) =>
        new(CheckOutcome.Fail, evidence, recommendation);

    /// <summary>The rule says nothing about this plugin.</summary>
    /// <param name="evidence">Why.</param>
    /// <returns>The finding.</returns>
    public static RuleFinding NotApplicable(string evidence) => new(CheckOutcome.NotApplicable, evidence, null);
}
