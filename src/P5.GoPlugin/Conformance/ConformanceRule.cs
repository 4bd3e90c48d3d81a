namespace P5.GoPlugin;

/// <summary>One thing that is asked of a plugin. Hosts add rules of their own service as <see cref="CallRule"/>s.</summary>
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

    /// <summary>What it asks, in a few words.</summary>
    public string Title { get; }

    /// <summary>What the plugin's author can do where it fails.</summary>
    public string Recommendation { get; }

    /// <summary>The rule that must have passed for this one to be tried; null for none.</summary>
    public string? Requires { get; }

    /// <exception cref="OperationCanceledException">The plugin did not answer in time, or the caller gave up.</exception>
    /// <exception cref="CallException">A call failed.</exception>
    /// <exception cref="PluginException">The plugin could not be started or connected to.</exception>
    internal abstract Task<RuleFinding> ExamineAsync(ConformanceSession session, CancellationToken cancellationToken);
}
