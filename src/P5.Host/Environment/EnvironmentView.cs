namespace P5.Host;

/// <summary>The environment for a process that works for one context. Values are secret.</summary>
internal sealed class EnvironmentView
{
    /// <summary>What the process works for.</summary>
    public required AuthenticationContext Context { get; init; }

    /// <summary>
    /// The host's own environment without what P5 applied for other contexts, and <see cref="Inherited"/> over it.
    /// Names compare as the platform's do.
    /// </summary>
    public required Dictionary<string, string> Variables { get; init; }

    /// <summary>
    /// The context whose variables are applied in the host's own environment; null if none are left in the view.
    /// </summary>
    public AuthenticationContext? AppliedContext { get; init; }

    /// <summary>The paths of files that are applied in <see cref="Variables"/>.</summary>
    public IReadOnlyList<string> AppliedFiles { get; init; } = [];

    /// <summary>The host's own environment without any variable that P5 has applied.</summary>
    public required Dictionary<string, string> UserVariables { get; init; }

    /// <summary>The variables of the plugins before it in <c>order</c>.</summary>
    public required InheritedVariables Inherited { get; init; }
}
