namespace P5.Host;

/// <summary>A configured plugin and its present state.</summary>
public sealed record PluginStatus
{
    /// <summary>Its configuration.</summary>
    public required PluginConfiguration Configuration { get; init; }

    /// <summary>Where it runs.</summary>
    public PluginKind Kind => Configuration.Kind;

    /// <summary>Whether it can answer without being started.</summary>
    public PluginState State =>
        Kind == PluginKind.Builtin ? PluginState.Ready
        : Configuration.Reattach is not null ? PluginState.Attached
        : ProcessId is not null ? PluginState.Running
        : PluginState.Stopped;

    /// <summary>
    /// What a built-in source runs, reads and requests, a line each; empty for a plugin with a process.
    /// </summary>
    public IReadOnlyList<string> Uses { get; init; } = [];

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

/// <summary>Whether a plugin can answer without being started.</summary>
public enum PluginState
{
    /// <summary>It has no process; a call starts one.</summary>
    Stopped,

    /// <summary>It has a process.</summary>
    Running,

    /// <summary>It was not started by P5: <c>P5_REATTACH_PLUGINS</c> names its process.</summary>
    Attached,

    /// <summary>It is built in, and needs no process.</summary>
    Ready,
}
