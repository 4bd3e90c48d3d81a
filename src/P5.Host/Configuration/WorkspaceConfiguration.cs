namespace P5.Host;

/// <summary>Everything that the files of one workspace configure about plugins, for one stack or for none.</summary>
public sealed record WorkspaceConfiguration
{
    internal WorkspaceConfiguration()
    {
    }

    /// <summary>Full path of the folder with Pulumi.yaml, or with p5.toml alone.</summary>
    public required string WorkspaceDirectory { get; init; }

    /// <summary>Full path of the p5.toml that was read, or null.</summary>
    public required string? GlobalFile { get; init; }

    /// <summary>Full path of Pulumi.yaml, or null.</summary>
    public required string? ProgramFile { get; init; }

    /// <summary><c>name</c> of Pulumi.yaml, or null.</summary>
    public required string? ProgramName { get; init; }

    /// <summary>The stack as requested, possibly <c>organization/project/stack</c>, or null for none.</summary>
    public required string? StackName { get; init; }

    /// <summary>Full path of the stack file, or null if no stack was requested or it has no file.</summary>
    public required string? StackFile { get; init; }

    /// <summary><c>secretsprovider</c> of the stack file if it is text, else "".</summary>
    public required string SecretsProvider { get; init; }

    /// <summary>
    /// Why the stack file cannot be used, or null. No plugin can authenticate then: half of its configuration is
    /// unknown.
    /// </summary>
    public required ConfigurationException? StackError { get; init; }

    /// <summary>The files that this was read from, each with the digest of exactly what was read.</summary>
    public required IReadOnlyList<ConfigurationFile> Files { get; init; }

    /// <summary>The plugins that <c>order</c> names, in that order: they authenticate one after another.</summary>
    public required IReadOnlyList<PluginConfiguration> Sequential { get; init; }

    /// <summary>The other plugins, sorted by name: they authenticate after those, in parallel.</summary>
    public required IReadOnlyList<PluginConfiguration> Parallel { get; init; }

    /// <summary>Every plugin by its name: first <see cref="Sequential"/>, then <see cref="Parallel"/>.</summary>
    public required IReadOnlyDictionary<string, PluginConfiguration> Plugins { get; init; }

    /// <summary>
    /// What has no effect although its author may expect one. Harmless findings, such as a key that only another host
    /// reads, are not included: <see cref="ConfigurationChecker"/> reports them.
    /// </summary>
    public required IReadOnlyList<ConfigurationDiagnostic> Warnings { get; init; }

    /// <summary>The error for a requested plugin that is not configured.</summary>
    /// <param name="pluginName">The requested name.</param>
    /// <returns>The error (<see cref="ErrorIds.PluginNotFound"/>), which names the plugins that there are.</returns>
    public P5Exception NotConfigured(string pluginName) => new(
        ErrorIds.PluginNotFound,
        $"No plugin '{pluginName}' is configured for {WorkspaceDirectory}.{Meant(pluginName)}",
        Plugins.Count == 0
            ? "Configure one in p5.toml or under p5: in Pulumi.yaml."
            : $"Configured plugins: {string.Join(", ", Plugins.Keys)}.")
    {
        PluginName = pluginName,
    };

    private string Meant(string pluginName)
    {
        bool isStack = pluginName == StackName
            || (StackFiles.IsName(pluginName) && StackFiles.Of(WorkspaceDirectory).Find(pluginName) is not null);
        return isStack ? $" Did you mean -Stack {pluginName}?"
            : NearestName.Find(pluginName, Plugins.Keys) is { } nearest ? $" Did you mean {nearest}?"
            : "";
    }

    /// <summary>The folder alone: what a record would print here is long.</summary>
    /// <returns>The folder.</returns>
    public override string ToString() => WorkspaceDirectory;
}
