namespace P5.Host;

/// <summary>What is left to do where the location has changed: nothing, to tell a problem, or to ask the plugins.</summary>
public sealed record AutoEnvironmentStep
{
    /// <summary>Nothing is left to do.</summary>
    internal static AutoEnvironmentStep None { get; } = new();

    /// <summary>The workspace whose plugins are to be asked, for its stack; null where none is.</summary>
    public WorkspaceConfiguration? Configuration { get; init; }

    /// <summary>Why nothing is applied, to be told to the user; null where there is no reason, or it was told before.</summary>
    public P5Exception? Problem { get; init; }
}
