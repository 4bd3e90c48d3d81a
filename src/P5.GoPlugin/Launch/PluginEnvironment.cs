using System.Globalization;

namespace P5.GoPlugin;

/// <summary>Sets the environment variables that a host passes to a plugin.</summary>
internal static class PluginEnvironment
{
    /// <summary>
    /// Variables that this host may not set, but a go-plugin host that started this process may have: a plugin that
    /// inherited them would trust the wrong host.
    /// </summary>
    private static readonly string[] s_notInherited =
        [GoPluginProtocol.ClientCertificateVariable, "PLUGIN_UNIX_SOCKET_GROUP", "PLUGIN_MULTIPLEX_GRPC"];

    internal static void Apply(
        IDictionary<string, string?> environment,
        PluginClientOptions options,
        string socketFolder,
        string? clientCertificatePem)
    {
        if (!options.InheritsEnvironment)
        {
            environment.Clear();
        }

        foreach ((string name, string? value) in options.Environment)
        {
            Set(environment, name, value);
        }

        foreach (string name in s_notInherited)
        {
            environment.Remove(name);
        }

        HandshakeConfig handshake = options.Handshake;
        environment[handshake.MagicCookieKey] = handshake.MagicCookieValue;
        environment[GoPluginProtocol.VersionsVariable] = handshake.FormatVersions(",");
        environment[GoPluginProtocol.MinPortVariable] = options.MinPort.ToString(CultureInfo.InvariantCulture);
        environment[GoPluginProtocol.MaxPortVariable] = options.MaxPort.ToString(CultureInfo.InvariantCulture);
        environment[GoPluginProtocol.SocketFolderVariable] = socketFolder;
        if (clientCertificatePem is not null)
        {
            environment[GoPluginProtocol.ClientCertificateVariable] = clientCertificatePem;
        }
    }

    private static void Set(IDictionary<string, string?> environment, string name, string? value)
    {
        if (value is null)
        {
            environment.Remove(name);
        }
        else
        {
            environment[name] = value;
        }
    }
}
