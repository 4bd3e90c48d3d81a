using P5.Host.Configuration.Sources;
using P5.Host.Configuration.Stacks;

namespace P5.Host.Configuration.Memory;

/// <summary>Loads a configuration where one of its files changed, came or went, and remembers it otherwise.</summary>
internal static class ConfigurationMemory
{
    private static readonly FileMemory<WorkspaceConfiguration> s_configurations = new();

    /// <inheritdoc cref="ConfigurationLoader.Load(string, string?)"/>
    public static WorkspaceConfiguration Load(string workspaceDirectory, string? stackName)
    {
        // Which files there are is looked up each time, as loading does it: that opens none of them.
        string[] files =
        [
            .. new[]
            {
                GlobalSource.Find(workspaceDirectory),
                ProgramSource.Find(workspaceDirectory),
                stackName is null ? null : StackFiles.Find(workspaceDirectory, stackName),
            }.OfType<string>(),
        ];
        return s_configurations.Get(
            string.Join('\0', [workspaceDirectory, stackName, .. files]),
            files,
            () => ConfigurationLoader.Load(workspaceDirectory, stackName));
    }
}
