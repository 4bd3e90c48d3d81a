namespace P5.Host;

/// <summary>What the files of a workspace say that hold for all its stacks.</summary>
/// <param name="GlobalFile">Full path of the p5.toml that was read, or null.</param>
/// <param name="ProgramFile">Full path of Pulumi.yaml, or null.</param>
/// <param name="ProgramName"><c>name</c> of Pulumi.yaml, or null.</param>
/// <param name="Plugins">Both files' plugins, merged.</param>
internal sealed record WorkspaceFiles(string? GlobalFile, string? ProgramFile, string? ProgramName, PluginsLayer Plugins)
{
    /// <summary>Finds and reads them.</summary>
    /// <param name="directory">Full path of the workspace.</param>
    /// <param name="options">What reading takes from the process around it.</param>
    /// <param name="findings">Takes what is wrong with them.</param>
    public static WorkspaceFiles Read(string directory, ConfigurationLoaderOptions options, Findings findings)
    {
        string? globalFile = GlobalSource.Find(directory);
        PluginsLayer global = globalFile is null ? PluginsLayer.Empty : GlobalSource.Read(globalFile, options, findings);
        string? programFile = ProgramSource.Find(directory);
        ProgramDocument program = programFile is null ? ProgramDocument.Empty : ProgramSource.Read(programFile, findings);
        return new WorkspaceFiles(globalFile, programFile, program.Name, global.Under(program.Plugins));
    }
}
