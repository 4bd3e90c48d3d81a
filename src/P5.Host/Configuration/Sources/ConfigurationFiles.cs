namespace P5.Host;

/// <summary>Where the configuration of a workspace stands.</summary>
internal static class ConfigurationFiles
{
    /// <summary>Looks for the files, and opens none.</summary>
    /// <param name="workspaceDirectory">Full path of the workspace.</param>
    /// <param name="stackName">The stack, or null.</param>
    /// <returns>The full paths of p5.toml, of Pulumi.yaml and of the stack's file, as far as there are such.</returns>
    public static IReadOnlyList<string> Find(string workspaceDirectory, string? stackName)
    {
        string? stackFile = stackName is null ? null : StackFiles.Find(workspaceDirectory, stackName);
        return [.. new[] { GlobalSource.Find(workspaceDirectory), ProgramSource.Find(workspaceDirectory), stackFile }.OfType<string>()];
    }
}
