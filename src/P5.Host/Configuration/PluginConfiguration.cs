using P5.GoPlugin;

namespace P5.Host;

/// <summary>What is configured for one plugin, merged from all files.</summary>
public sealed record PluginConfiguration
{
    /// <summary>The name in the configuration. Case matters.</summary>
    public required string Name { get; init; }

    /// <summary>The executable as written, or "" where none is given: a built-in plugin has none.</summary>
    public required string Command { get; init; }

    /// <summary>The executable's arguments.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>When a cached credential is asked for again.</summary>
    public required RefreshTriggers Refresh { get; init; }

    /// <summary><c>import_helper</c>: the plugin suggests ids for imports. Default: false.</summary>
    public required bool ImportHelper { get; init; }

    /// <summary><c>use_auth_env</c>: the import helper gets the variables of all credentials. Default: false.</summary>
    public required bool UseAuthEnv { get; init; }

    /// <summary><c>resource_opener</c>: the plugin opens resources. Default: false.</summary>
    public required bool ResourceOpener { get; init; }

    /// <summary><c>config</c> of p5.toml and Pulumi.yaml, as the texts that the plugin is sent.</summary>
    public required IReadOnlyDictionary<string, string> ProgramConfig { get; init; }

    /// <summary>The plugin's part of the stack file, likewise; empty where there is none.</summary>
    public required IReadOnlyDictionary<string, string> StackConfig { get; init; }

    /// <summary>
    /// A digest of every value of both configurations, also of those that cannot be sent. Equal configurations have
    /// equal digests.
    /// </summary>
    public required string ConfigHash { get; init; }

    /// <summary>Full path of the file that declares <c>cmd</c>, else of the first that declares the plugin.</summary>
    public required string SourceFile { get; init; }

    /// <summary>Full paths of the files that say something about the plugin, in the order of their reading.</summary>
    public required IReadOnlyList<string> SourceFiles { get; init; }

    /// <summary>
    /// Where each setting stands that counts after merging: <c>cmd</c>, <c>args</c>, <c>refresh</c>, the flags and
    /// host options by their names, <c>config.KEY</c>, and <c>stack config.KEY</c> of the stack file. A setting that
    /// no file gives has none. Never a value.
    /// </summary>
    public IReadOnlyDictionary<string, ConfigurationSource> Sources { get; init; } =
        new Dictionary<string, ConfigurationSource>();

    /// <summary>Full path of the file whose folder a relative <see cref="Command"/> starts from.</summary>
    public string CommandFile => SourceFile;

    /// <summary>What the executable's SHA-256 must be, 64 lower-case hex digits, or null for no check.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Whether the connection is secured by certificates. Default: <see cref="MtlsMode.Auto"/>.</summary>
    public MtlsMode Mtls { get; init; } = MtlsMode.Auto;

    /// <summary><c>start_timeout</c>: how long the handshake may take. Default: 60 seconds.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary><c>timeout</c>: how long one call may take, or null for any time, the default.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// <c>idle_timeout</c>: how long the process is kept after a call; zero ends it with the call. Default: 15 minutes.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Where the plugin runs already, as <c>P5_REATTACH_PLUGINS</c> says: nothing is started then, and what is configured
    /// of its process (<c>cmd</c>, <c>args</c>, <c>sha256</c>, <c>mtls</c>, <c>start_timeout</c> and <c>timeout</c>) has
    /// no meaning. Null, the default, where P5 starts it.
    /// </summary>
    public ReattachConfig? Reattach { get; init; }

    /// <summary>The name alone: what a record would print here includes configuration, which can be secret.</summary>
    public override string ToString() => Name;
}
