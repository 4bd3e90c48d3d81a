namespace P5.Host;

/// <summary>A configured plugin and its present state.</summary>
public sealed record PluginStatus
{
    /// <summary>Its configuration.</summary>
    public required PluginConfiguration Configuration { get; init; }

    /// <summary>Where it runs.</summary>
    public PluginKind Kind => Configuration.Kind;

    /// <summary>
    /// Whether it was not started by P5, according to <c>P5_REATTACH_PLUGINS</c>.
    /// </summary>
    public bool IsAttached => Configuration.Reattach is not null;

    /// <summary>The id of its process; null if none is running.</summary>
    public int? ProcessId { get; init; }

    /// <summary>Its cached credential, if that would be used now; else null.</summary>
    public PluginCredential? Credential { get; init; }

    /// <summary>The variables of the environment that have their present values from it, whatever the stack.</summary>
    public required IReadOnlyList<string> AppliedVariables { get; init; }
}

/// <summary>Where a plugin runs.</summary>
public enum PluginKind
{
    /// <summary>In its own process.</summary>
    External,

    /// <summary>Inside the host.</summary>
    Builtin,
}
