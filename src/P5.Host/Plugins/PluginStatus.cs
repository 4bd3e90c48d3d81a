namespace P5.Host;

/// <summary>A configured plugin and how it stands at the moment.</summary>
public sealed record PluginStatus
{
    /// <summary>Its configuration.</summary>
    public required PluginConfiguration Configuration { get; init; }

    /// <summary>Where it runs.</summary>
    public required PluginKind Kind { get; init; }

    /// <summary>Whether it runs already, as <c>P5_REATTACH_PLUGINS</c> says, so that P5 does not start it.</summary>
    public bool IsAttached => Configuration.Reattach is not null;

    /// <summary>The id of its process, or null where none runs.</summary>
    public int? ProcessId { get; init; }

    /// <summary>The credential it gave that would be used now, or null.</summary>
    public PluginCredential? Credential { get; init; }

    /// <summary>The variables that have their values in the environment from it now, whatever the stack.</summary>
    public required IReadOnlyList<string> AppliedVariables { get; init; }
}
