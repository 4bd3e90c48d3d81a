namespace P5.Host;

/// <summary>What a credential is for: Pulumi's workspace, stack and program.</summary>
/// <param name="WorkspaceDirectory">The folder with <c>Pulumi.yaml</c> or <c>p5.toml</c>, as a full path.</param>
/// <param name="StackName">The stack, as requested.</param>
/// <param name="ProgramName"><c>name</c> of <c>Pulumi.yaml</c>, or "" if there is none.</param>
public sealed record AuthenticationContext(string WorkspaceDirectory, string StackName, string ProgramName)
{
    /// <summary>The context that a configuration was loaded for.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <returns>The context, or null if it was loaded for no stack.</returns>
    public static AuthenticationContext? Of(WorkspaceConfiguration configuration) =>
        configuration.StackName is { } stack
            ? new AuthenticationContext(configuration.WorkspaceDirectory, stack, configuration.ProgramName ?? "")
            : null;
}
