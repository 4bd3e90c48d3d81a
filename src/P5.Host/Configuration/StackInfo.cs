namespace P5.Host;

/// <summary>A stack that a workspace's files or Pulumi's own state tell of.</summary>
/// <param name="Name">The name, as it stands there.</param>
/// <param name="HasFile">Whether it has a file in the workspace; false where only Pulumi knows it.</param>
/// <param name="IsSelected">Whether it is the one that is meant where none is named.</param>
public sealed record StackInfo(string Name, bool HasFile, bool IsSelected);
