using System.Globalization;

namespace P5.GoPlugin;

/// <summary>The variables by which a host tells a plugin what it needs.</summary>
internal static class PluginEnvironment
{
    private const string ClientCertificate = "PLUGIN_CLIENT_CERT";

    /// <summary>
    /// What this host does not say, but a go-plugin host that started this one may have said to it: inherited, it
    /// would speak to the wrong plugin.
    /// </summary>
    private static readonly string[] s_notInherited =
        [ClientCertificate, "PLUGIN_UNIX_SOCKET_GROUP", "PLUGIN_MULTIPLEX_GRPC"];

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
        environment["PLUGIN_PROTOCOL_VERSIONS"] = handshake.FormatVersions(",");
        environment["PLUGIN_MIN_PORT"] = options.MinPort.ToString(CultureInfo.InvariantCulture);
        environment["PLUGIN_MAX_PORT"] = options.MaxPort.ToString(CultureInfo.InvariantCulture);
        environment[SocketFolder.Variable] = socketFolder;
        if (clientCertificatePem is not null)
        {
            environment[ClientCertificate] = clientCertificatePem;
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
