namespace P5.Host;

/// <summary>Reads p5.toml, Pulumi.yaml and the stack file, and merges what they say about plugins.</summary>
public static class ConfigurationLoader
{
    /// <summary>Loads the configuration of a workspace.</summary>
    /// <param name="workspaceDirectory">Full path of the folder with Pulumi.yaml, or with p5.toml alone.</param>
    /// <param name="stackName">The stack, possibly <c>organization/project/stack</c>; null reads no stack file.</param>
    /// <exception cref="ConfigurationException">
    /// p5.toml or Pulumi.yaml cannot be used. A stack file that cannot be used does not throw: see
    /// <see cref="WorkspaceConfiguration.StackError"/>.
    /// </exception>
    /// <exception cref="P5Exception">
    /// <paramref name="stackName"/> cannot be a stack's name (<see cref="ErrorIds.StackNotSelected"/>).
    /// </exception>
    public static WorkspaceConfiguration Load(string workspaceDirectory, string? stackName) =>
        Load(workspaceDirectory, stackName, new ConfigurationLoaderOptions());

    /// <inheritdoc cref="Load(string, string?)"/>
    /// <param name="workspaceDirectory">Full path of the folder with Pulumi.yaml, or with p5.toml alone.</param>
    /// <param name="stackName">The stack, possibly <c>organization/project/stack</c>; null reads no stack file.</param>
    /// <param name="options">What loading takes from the process around it.</param>
    public static WorkspaceConfiguration Load(
        string workspaceDirectory, string? stackName, ConfigurationLoaderOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(workspaceDirectory);
        ArgumentNullException.ThrowIfNull(options);
        string directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(workspaceDirectory));
        var findings = new Findings();
        var files = WorkspaceFiles.Read(directory, options, findings);
        findings.ThrowIfError();

        string? stackFile = stackName is null ? null : StackFiles.Find(directory, stackName);
        StackDocument stack = stackFile is null ? StackDocument.Empty : StackSource.Read(stackFile, findings);
        PluginList plugins = PluginList.Build(files.Plugins, stack, stackFile, findings);
        return new WorkspaceConfiguration
        {
            WorkspaceDirectory = directory,
            GlobalFile = files.GlobalFile,
            ProgramFile = files.ProgramFile,
            ProgramName = files.ProgramName,
            StackName = stackName,
            StackFile = stackFile,
            SecretsProvider = stack.SecretsProvider,
            StackError = findings.FirstError,
            Files = findings.Files,
            Sequential = plugins.Sequential,
            Parallel = plugins.Parallel,
            Plugins = plugins.ByName,
            Warnings =
            [
                .. findings.All.Where(finding => finding.Severity == DiagnosticSeverity.Warning && !finding.IsHarmless),
            ],
        };
    }
}
