using System.Globalization;
using P5.Plugin.Modes;

namespace P5.Plugin.Startup;

/// <summary>What a go-plugin host tells the plugin through environment variables.</summary>
/// <param name="ProtocolVersion">The version of the application's protocol to serve.</param>
/// <param name="ClientCertificate">The host's certificate as PEM when it wants AutoMTLS, else null.</param>
/// <param name="SocketDirectory">The folder for the unix socket; the temp folder when the host names none.</param>
/// <param name="MinPort">The lowest TCP port to listen on; 0, with <paramref name="MaxPort"/> 0, is any.</param>
/// <param name="MaxPort">The highest TCP port to listen on.</param>
internal sealed record HostInvitation(
    int ProtocolVersion, string? ClientCertificate, string SocketDirectory, int MinPort, int MaxPort)
{
    /// <summary>The argument with which a plugin serves without a host, for its author's debugger.</summary>
    public const string DebugArgument = "--p5-debug";

    private static readonly HostedMode s_hosted = new();

    /// <summary>How the plugin is served, which depends on who started it.</summary>
    public IServingMode Mode { get; private init; } = s_hosted;

    /// <summary>Reads the invitation.</summary>
    /// <param name="variable">Gives an environment variable's value, or null.</param>
    /// <param name="arguments">The arguments of the process.</param>
    /// <param name="handshake">What hosts and plugin agree on; null for p5's.</param>
    /// <exception cref="PluginRefusedException">
    /// No host of the plugin started this process, or host and plugin have no version in common, or a port is malformed.
    /// </exception>
    public static HostInvitation Read(
        Func<string, string?> variable, IEnumerable<string> arguments, HandshakeConfig? handshake)
    {
        HandshakeConfig expected = handshake ?? HandshakeConfig.P5;
        string kind = handshake is null ? "p5 plugin" : "plugin";
        string? directory = variable("PLUGIN_UNIX_SOCKET_DIR");
        if (string.IsNullOrEmpty(directory))
        {
            directory = Path.GetTempPath();
        }

        // A host waits for a handshake, so its cookie wins over the argument.
        if (variable(expected.MagicCookieKey) != expected.MagicCookieValue)
        {
            return arguments.Contains(DebugArgument, StringComparer.Ordinal)
                ? new(expected.ProtocolVersions.Max(), ClientCertificate: null, directory, MinPort: 0, MaxPort: 0)
                {
                    Mode = new DebugMode(isForP5: handshake is null),
                }
                : throw new PluginRefusedException(DescribeRunByHand(kind, isForP5: handshake is null));
        }

        string? versions = variable("PLUGIN_PROTOCOL_VERSIONS");
        string? certificate = variable("PLUGIN_CLIENT_CERT");
        return new(
            expected.Negotiate(versions) ?? throw new PluginRefusedException(
                $"This {kind} speaks protocol version {string.Join(',', expected.ProtocolVersions)}, but the host that "
                + $"started it speaks only {versions}. Install a plugin made for this host, or a newer host."),
            string.IsNullOrEmpty(certificate) ? null : certificate,
            directory,
            ReadPort(variable, "PLUGIN_MIN_PORT"),
            ReadPort(variable, "PLUGIN_MAX_PORT"));
    }

    private static string DescribeRunByHand(string kind, bool isForP5)
    {
        string use = isForP5
            ? "p5 starts it when it needs credentials.\n"
                + "To use it, name this executable as 'cmd' of a plugin in p5.toml:\n\n"
                + $"  [plugins.{Path.GetFileNameWithoutExtension(Environment.ProcessPath)}]\n"
                + $"  cmd = '{Environment.ProcessPath}'\n\n"
            : "the program that it extends starts it.\n";
        return $"This is a {kind}. It is not meant to be run by hand: {use}"
            + $"To debug it, start it with {DebugArgument} under your debugger.\n";
    }

    private static int ReadPort(Func<string, string?> variable, string name)
    {
        string? text = variable(name);
        if (string.IsNullOrEmpty(text))
        {
            return 0;
        }

        return ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            ? port
            : throw new PluginRefusedException($"The host set {name} to '{text}', which is no TCP port.");
    }
}
