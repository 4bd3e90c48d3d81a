using P5.GoPlugin;

namespace P5.Host;

/// <summary>Everything that decides how a plugin's process is started.</summary>
internal sealed record PluginLaunch
{
    /// <summary>The plugin, as configured.</summary>
    public required PluginConfiguration Plugin { get; init; }

    /// <summary>The full path of its executable; the plugin's name if it is attached to.</summary>
    public required string Command { get; init; }

    /// <summary>The environment of the process, and what it is started for.</summary>
    public required EnvironmentView Environment { get; init; }

    public string WorkspaceDirectory => Environment.Context.WorkspaceDirectory;

    /// <summary>Whether a process started by this launch can serve the other one.</summary>
    /// <param name="other">How the process would be started now.</param>
    /// <returns>
    /// True if everything that decides is the same, and the process saw no variables that P5 had applied for another
    /// context, and no paths of files that are gone.
    /// </returns>
    public bool Serves(PluginLaunch other) =>
        Plugin.Reattach == other.Plugin.Reattach && (Plugin.Reattach is not null || IsStartedAs(other));

    /// <summary>The options of the process.</summary>
    /// <param name="host">What the host is built on.</param>
    /// <param name="redactor">Masks secrets in what the plugin writes; null masks nothing.</param>
    /// <param name="output">Takes what the plugin writes.</param>
    public PluginClientOptions ToClientOptions(P5HostOptions host, IRedactor? redactor, Action<PluginOutput> output) =>
        new()
    {
        Command = Command,
        Arguments = Plugin.Arguments,
        WorkingDirectory = WorkspaceDirectory,
        InheritsEnvironment = false,
        Environment = Environment.Variables!,
        Handshake = PluginContract.Handshake,
        StartTimeout = Plugin.Get(PluginOptions.StartTimeout),
        Sha256 = Plugin.Get(PluginOptions.Sha256),
        Mtls = Plugin.Get(PluginOptions.Mtls),

        // gRPC allocates the announced size before the answer arrives.
        MaxReceiveMessageSize = VariableRules.MaximumBytes,
        LoggerFactory = host.LoggerFactory,
        Output = output,
        Redactor = redactor,
        TimeProvider = host.TimeProvider,
    };

    /// <summary>Names the plugin and its command; arguments and variables may contain secrets.</summary>
    public override string ToString() => $"{Plugin.Name}: {Command}";

    private bool IsStartedAs(PluginLaunch other) =>
        Command == other.Command
        && WorkspaceDirectory == other.WorkspaceDirectory
        && Plugin.Get(PluginOptions.Sha256) == other.Plugin.Get(PluginOptions.Sha256)
        && Plugin.Get(PluginOptions.Mtls) == other.Plugin.Get(PluginOptions.Mtls)
        && (Environment.AppliedContext is null || Environment.AppliedContext == other.Environment.Context)
        && Environment.AppliedFiles.All(File.Exists)
        && Plugin.Arguments.SequenceEqual(other.Plugin.Arguments)
        && Environment.Inherited.IsSameAs(other.Environment.Inherited);
}
