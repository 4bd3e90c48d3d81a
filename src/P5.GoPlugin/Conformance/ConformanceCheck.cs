namespace P5.GoPlugin;

/// <summary>What a plugin's check found by one rule.</summary>
/// <param name="Id">The rule's stable name, such as <c>Health</c>.</param>
/// <param name="Title">What the rule asks of a plugin, in a few words.</param>
/// <param name="Outcome">Whether the plugin keeps it.</param>
/// <param name="Evidence">What was seen. Never the value of a setting or of a variable.</param>
/// <param name="Recommendation">What the plugin's author can do, in any language; null where there is nothing to do.</param>
/// <param name="Duration">How long the rule took.</param>
public sealed record ConformanceCheck(
    string Id, string Title, CheckOutcome Outcome, string Evidence, string? Recommendation, TimeSpan Duration);
