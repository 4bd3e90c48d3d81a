namespace P5.GoPlugin.Checks;

/// <summary>The result of one rule.</summary>
/// <param name="Id">The rule's stable name, such as <c>Health</c>.</param>
/// <param name="Title">What the rule requires, in a few words.</param>
/// <param name="Outcome">Whether the plugin follows it.</param>
/// <param name="Evidence">What was observed. Never contains the value of a setting or of a variable.</param>
/// <param name="Recommendation">
/// What the plugin's author can do, in any language; null if there is nothing to do.
/// </param>
/// <param name="Duration">How long the rule took.</param>
public sealed record ConformanceCheck(
    string Id, string Title, CheckOutcome Outcome, string Evidence, string? Recommendation, TimeSpan Duration);

/// <summary>Whether a plugin follows a rule.</summary>
public enum CheckOutcome
{
    /// <summary>The plugin follows the rule.</summary>
    Pass,

    /// <summary>The plugin does not follow the rule.</summary>
    Fail,

    /// <summary>The rule does not concern this plugin, or was not tried because an earlier one failed.</summary>
    NotApplicable,
}
