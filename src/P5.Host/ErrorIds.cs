namespace P5.Host;

/// <summary>The stable names of everything that can fail. Scripts branch on them, so they never change.</summary>
public static class ErrorIds
{
    /// <summary>No folder from the given one upwards contains a <c>Pulumi.yaml</c> or <c>p5.toml</c>.</summary>
    public const string WorkspaceNotFound = "P5.WorkspaceNotFound";

    /// <summary>No stack was given and none is selected.</summary>
    public const string StackNotSelected = "P5.StackNotSelected";

    /// <summary>A configuration file cannot be read, parsed or understood.</summary>
    public const string ConfigInvalid = "P5.ConfigInvalid";

    /// <summary>A requested plugin is not configured, or its command does not exist.</summary>
    public const string PluginNotFound = "P5.PluginNotFound";

    /// <summary>A plugin to stop is not running.</summary>
    public const string PluginNotRunning = "P5.PluginNotRunning";

    /// <summary>The operating system could not start the plugin's command, or it ended before its handshake.</summary>
    public const string PluginStartFailed = "P5.PluginStartFailed";

    /// <summary>The first line that the plugin printed is not a go-plugin handshake.</summary>
    public const string PluginHandshakeInvalid = "P5.PluginHandshakeInvalid";

    /// <summary>The plugin uses a protocol or a protocol version that this host does not support.</summary>
    public const string PluginProtocolUnsupported = "P5.PluginProtocolUnsupported";

    /// <summary>The plugin's file is not the one that <c>sha256</c> names.</summary>
    public const string PluginChecksumMismatch = "P5.PluginChecksumMismatch";

    /// <summary>No handshake came within <c>start_timeout</c>.</summary>
    public const string PluginStartTimeout = "P5.PluginStartTimeout";

    /// <summary>
    /// The plugin is already running, according to <c>P5_REATTACH_PLUGINS</c>, and cannot be connected to.
    /// </summary>
    public const string PluginAttachFailed = "P5.PluginAttachFailed";

    /// <summary>The plugin ended, or cut its connection, inside a call.</summary>
    public const string PluginCrashed = "P5.PluginCrashed";

    /// <summary>No answer came within <c>timeout</c>.</summary>
    public const string PluginTimeout = "P5.PluginTimeout";

    /// <summary>The plugin answered the call with a gRPC error, or with something that is not gRPC.</summary>
    public const string PluginRpcFailed = "P5.PluginRpcFailed";

    /// <summary>The plugin answered <c>success = false</c>.</summary>
    public const string AuthenticationFailed = "P5.AuthenticationFailed";

    /// <summary>No credential of a plugin is cached, or none is applied to the session's environment.</summary>
    public const string CredentialNotFound = "P5.CredentialNotFound";

    /// <summary>A credential was not revoked at its source.</summary>
    public const string RevocationFailed = "P5.RevocationFailed";

    /// <summary>Variables cannot be exported in the requested format.</summary>
    public const string ExportFailed = "P5.ExportFailed";

    /// <summary>A credential contains a name or value that is not valid for an environment variable.</summary>
    public const string EnvironmentInvalid = "P5.EnvironmentInvalid";

    /// <summary>A new plugin's project cannot be created, and nothing was written.</summary>
    public const string ProjectNotCreated = "P5.ProjectNotCreated";

    /// <summary>The user has not approved a workspace, or its configuration files changed since.</summary>
    public const string WorkspaceNotApproved = "P5.WorkspaceNotApproved";

    /// <summary>The folder of what P5 stores of the user, or a file in it, cannot be used.</summary>
    public const string StateUnusable = "P5.StateUnusable";

    /// <summary>The credential store, its key or one of its files cannot be used.</summary>
    public const string StoreUnusable = "P5.StoreUnusable";

    /// <summary>The credential store has no secret of a name.</summary>
    public const string SecretNotFound = "P5.SecretNotFound";

    /// <summary>A workspace names a secret that the user has not stored for it.</summary>
    public const string SecretNotAllowed = "P5.SecretNotAllowed";

    /// <summary>A secret cannot be stored under this name, with this value or for this folder.</summary>
    public const string SecretInvalid = "P5.SecretInvalid";

    /// <summary>A change of the credential store would lose secrets of the user, and was not made.</summary>
    public const string SecretWouldBeLost = "P5.SecretWouldBeLost";

    /// <summary>A file of P5's own folder is missing, damaged, of another version or cannot be opened.</summary>
    public const string ModuleIncomplete = "P5.ModuleIncomplete";

    /// <summary>
    /// A failure without an id of its own, usually because the system denies memory, a file or a process.
    /// </summary>
    public const string Unexpected = "P5.Unexpected";

    /// <summary>
    /// A block runs elsewhere in this process with its own variables; the environment is the process's.
    /// </summary>
    public const string EnvironmentInUse = "P5.EnvironmentInUse";
}
