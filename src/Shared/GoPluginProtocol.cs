namespace P5;

/// <summary>
/// The fixed names and numbers of go-plugin's protocol. Compiled into the host's and the plugin's library, so that both
/// use the same.
/// </summary>
internal static class GoPluginProtocol
{
    public const int CoreVersion = 1;

    public const string Grpc = "grpc";

    /// <summary>The one service name that go-plugin checks the health of.</summary>
    public const string HealthService = "plugin";

    public const string VersionsVariable = "PLUGIN_PROTOCOL_VERSIONS";

    public const string MinPortVariable = "PLUGIN_MIN_PORT";

    public const string MaxPortVariable = "PLUGIN_MAX_PORT";

    /// <summary>A plugin passes this variable on to its own children, which identifies them.</summary>
    public const string SocketFolderVariable = "PLUGIN_UNIX_SOCKET_DIR";

    public const string ClientCertificateVariable = "PLUGIN_CLIENT_CERT";
}
