namespace P5.Host;

/// <summary>When a cached credential is asked for again.</summary>
/// <param name="OnWorkspaceChange">On a change of workspace. Default: true.</param>
/// <param name="OnStackChange">On a change of stack. Default: true.</param>
/// <param name="OnConfigChange">
/// With true, those changes count only if the plugin's own configuration changed with them. Default: false.
/// </param>
public sealed record RefreshTriggers(
    bool OnWorkspaceChange = true,
    bool OnStackChange = true,
    bool OnConfigChange = false);
