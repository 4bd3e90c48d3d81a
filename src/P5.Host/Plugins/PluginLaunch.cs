using P5.GoPlugin;

namespace P5.Host;

/// <summary>Everything that decides how a plugin's process is started.</summary>
internal sealed record PluginLaunch
{
    /// <summary>The plugin's name in the configuration.</summary>
    public required string PluginName { get; init; }

    /// <summary>Where it runs already; null where it has to be started.</summary>
    public ReattachConfig? Reattach { get; init; }

    /// <summary>The executable, as a full path; of a plugin that runs already, its name.</summary>
    public required string Command { get; init; }

    /// <summary>Its arguments.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>What it is started for.</summary>
    public required AuthenticationContext Context { get; init; }

    /// <summary>The workspace's folder, in which it runs.</summary>
    public string WorkingDirectory => Context.WorkspaceDirectory;

    /// <summary>The host's own environment, without what P5 applied to it for other contexts.</summary>
    public required EnvironmentView Environment { get; init; }

    /// <summary>The variables of the plugins before it in <c>order</c>, which it gets on top of <see cref="Environment"/>.</summary>
    public required IReadOnlyDictionary<string, string> InheritedVariables { get; init; }

    /// <summary>The checksum that the executable must have, or null.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Whether the connection is encrypted.</summary>
    public MtlsMode Mtls { get; init; }

    /// <summary>The longest wait for the handshake.</summary>
    public TimeSpan StartTimeout { get; init; }

    /// <summary>How long the process is kept without a call.</summary>
    public TimeSpan IdleTimeout { get; init; }

    /// <summary>Whether a process started by this launch can answer for the other one.</summary>
    /// <param name="other">How the process would be started now.</param>
    /// <returns>True where nothing differs that decides, and it saw no variables that P5 had applied for another context.</returns>
    public bool Serves(PluginLaunch other) => Reattach == other.Reattach && (Reattach is not null || IsStartedAs(other));

    /// <summary>Names the plugin and its command; arguments and variables may hold secrets.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{PluginName}: {Command}";

    private bool IsStartedAs(PluginLaunch other) =>
        Command == other.Command
        && WorkingDirectory == other.WorkingDirectory
        && Sha256 == other.Sha256
        && Mtls == other.Mtls
        && (Environment.AppliedContext is null || Environment.AppliedContext == other.Context)
        && Arguments.SequenceEqual(other.Arguments)
        && InheritedVariables.Count == other.InheritedVariables.Count
        && InheritedVariables.All(pair => other.InheritedVariables.TryGetValue(pair.Key, out string? value) && value == pair.Value);
}
