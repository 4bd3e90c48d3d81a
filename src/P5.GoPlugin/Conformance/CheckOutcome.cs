namespace P5.GoPlugin;

/// <summary>What became of one rule of a plugin's check.</summary>
public enum CheckOutcome
{
    /// <summary>The plugin keeps the rule.</summary>
    Pass,

    /// <summary>It does not.</summary>
    Fail,

    /// <summary>The rule says nothing about this plugin, or could not be tried.</summary>
    NotApplicable,
}
