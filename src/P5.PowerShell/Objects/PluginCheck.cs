using P5.GoPlugin.Checks;

namespace P5;

/// <summary>What <c>Test-P5Plugin</c> found by one rule. Never the value of a setting or of a variable.</summary>
public sealed class PluginCheck
{
    internal PluginCheck(string plugin, ConformanceCheck source)
    {
        Plugin = plugin;
        Id = source.Id;
        Title = source.Title;
        Outcome = source.Outcome.ToString();
        Evidence = source.Evidence;
        Recommendation = source.Recommendation;
        Duration = source.Duration;
    }

    /// <summary>The plugin: its name in the configuration, or that of its file.</summary>
    public string Plugin { get; }

    /// <summary>The rule's stable name, such as <c>Health</c>.</summary>
    public string Id { get; }

    /// <summary>The rule's title.</summary>
    public string Title { get; }

    /// <summary>
    /// <c>Pass</c>, <c>Fail</c>, or <c>NotApplicable</c> if the rule does not apply to this plugin or could not be
    /// tried.
    /// </summary>
    public string Outcome { get; }

    /// <summary>What was observed.</summary>
    public string Evidence { get; }

    /// <summary>What the plugin's author can do, in any language; null if there is nothing to do.</summary>
    public string? Recommendation { get; }

    /// <summary>How long the rule took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>One line.</summary>
    /// <returns><c>Outcome Id: evidence</c>.</returns>
    public override string ToString() => $"{Outcome} {Id}: {Evidence}";
}
