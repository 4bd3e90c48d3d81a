namespace P5.Host;

/// <summary>How far the check of several workspaces has come.</summary>
/// <param name="Workspace">Full path of the workspace that is checked next.</param>
/// <param name="Done">How many have been checked.</param>
/// <param name="Total">How many there are.</param>
public sealed record CheckProgress(string Workspace, int Done, int Total);
