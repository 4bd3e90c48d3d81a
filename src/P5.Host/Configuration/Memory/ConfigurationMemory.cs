namespace P5.Host;

/// <summary>Loads a configuration where one of its files changed, came or went, and remembers it otherwise.</summary>
internal static class ConfigurationMemory
{
    private static readonly FileMemory<WorkspaceConfiguration> s_configurations = new();

    /// <inheritdoc cref="ConfigurationLoader.Load(string, string?)"/>
    public static WorkspaceConfiguration Load(string workspaceDirectory, string? stackName)
    {
        // Which files there are is looked up each time, as loading does it.
        string[] files = [.. ConfigurationFiles.Find(workspaceDirectory, stackName)];
        return s_configurations.Get(
            string.Join('\0', [workspaceDirectory, stackName, .. files]),
            files,
            () => ConfigurationLoader.Load(workspaceDirectory, stackName));
    }
}
