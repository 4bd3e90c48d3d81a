using System.Diagnostics;

namespace P5.Host;

/// <summary>Reads p5.toml, Pulumi.yaml and the stack file, and merges their settings of plugins.</summary>
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
    /// <param name="options">The options that come from the process.</param>
    public static WorkspaceConfiguration Load(
        string workspaceDirectory, string? stackName, ConfigurationLoaderOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(workspaceDirectory);
        ArgumentNullException.ThrowIfNull(options);
        string directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(workspaceDirectory));
        var diagnostics = new DiagnosticBag();
        var files = WorkspaceFiles.Read(directory, options, diagnostics);
        diagnostics.ThrowIfError();

        string? stackFile = stackName is null ? null : files.Stacks.Find(stackName);
        StackDocument stack = stackFile is null ? StackDocument.Empty : StackReader.Read(stackFile, diagnostics);
        PluginList plugins = PluginList.Build(files.Plugins, stack, stackFile, diagnostics);
        return new WorkspaceConfiguration
        {
            WorkspaceDirectory = directory,
            GlobalFile = files.GlobalFile,
            ProgramFile = files.ProgramFile,
            ProgramName = files.ProgramName,
            StackName = stackName,
            StackFile = stackFile,
            SecretsProvider = stack.SecretsProvider,
            StackError = diagnostics.FirstError,
            Files = diagnostics.Files,
            Sequential = plugins.Sequential,
            Parallel = plugins.Parallel,
            Plugins = plugins.ByName,
            Warnings =
            [
                .. diagnostics.All.Where(found => found.Severity == DiagnosticSeverity.Warning && !found.IsHarmless),
            ],
        };
    }
}

/// <summary>The options that come from the process.</summary>
public sealed record ConfigurationLoaderOptions
{
    private static readonly Lazy<TimeSpan> s_offsetAtStart = new(OffsetAtStart);
    private readonly TimeSpan? _localOffset;

    /// <summary>
    /// The offset from UTC that TOML dates and times without one get. Default: the local one when this process
    /// started, so that a configuration means the same for its whole life.
    /// </summary>
    public TimeSpan LocalOffset
    {
        // Determined on demand: few configurations have a time, and the time zones' data takes a while to read.
        get => _localOffset ?? s_offsetAtStart.Value;
        init => _localOffset = value;
    }

    /// <summary>
    /// Where Pulumi's own state is found, which lists stacks without a file. Default: the user's.
    /// </summary>
    public StackSelectorOptions StackSelection { get; init; } = new();

    /// <summary>
    /// False if the folder was entered, and the user has not approved the workspace: files larger than almost every
    /// configuration are an error then, so that they cost no time.
    /// </summary>
    internal bool IsApproved { get; init; } = true;

    private static TimeSpan OffsetAtStart()
    {
        using Process process = Process.GetCurrentProcess();
        return TimeZoneInfo.Local.GetUtcOffset(process.StartTime);
    }
}
