using System.Globalization;

namespace P5.Plugin;

/// <summary>The environment variables that a go-plugin host passes to the plugin.</summary>
/// <param name="ProtocolVersion">The version of the application's protocol to serve.</param>
/// <param name="ClientCertificate">The host's certificate as PEM if it offers AutoMTLS; otherwise null.</param>
/// <param name="SocketDirectory">The folder for the unix socket; the temporary folder if the host sets none.</param>
/// <param name="MinPort">The lowest TCP port to listen on; 0, with <paramref name="MaxPort"/> 0, is any.</param>
/// <param name="MaxPort">The highest TCP port to listen on.</param>
internal sealed record HostInvitation(
    int ProtocolVersion, string? ClientCertificate, string SocketDirectory, int MinPort, int MaxPort)
{
    /// <summary>With this argument a plugin serves without a host, for debugging.</summary>
    public const string DebugArgument = "--p5-debug";

    private static readonly HostedMode s_hosted = new();

    /// <summary>Who started the plugin.</summary>
    public IServingMode Mode { get; private init; } = s_hosted;

    /// <param name="variable">Returns the value of an environment variable, or null.</param>
    /// <param name="arguments">The arguments of the process.</param>
    /// <param name="handshake">The handshake settings; null for p5's.</param>
    /// <exception cref="PluginRefusedException">
    /// The process was not started by a host of this plugin, host and plugin have no version in common, or a port is
    /// invalid.
    /// </exception>
    public static HostInvitation Read(
        Func<string, string?> variable, IEnumerable<string> arguments, HandshakeConfig? handshake)
    {
        HandshakeConfig expected = handshake ?? HandshakeConfig.P5;
        string kind = handshake is null ? "p5 plugin" : "plugin";
        string? directory = variable(GoPluginProtocol.SocketFolderVariable);
        if (string.IsNullOrEmpty(directory))
        {
            directory = Path.GetTempPath();
        }

        // The cookie takes precedence over the argument: a host waits for a handshake.
        if (variable(expected.MagicCookieKey) != expected.MagicCookieValue)
        {
            return arguments.Contains(DebugArgument, StringComparer.Ordinal)
                ? new(expected.ProtocolVersions.Max(), ClientCertificate: null, directory, MinPort: 0, MaxPort: 0)
                {
                    Mode = new DebugMode(isForP5: handshake is null),
                }
                : throw new PluginRefusedException(DescribeDirectRun(kind, isForP5: handshake is null));
        }

        string? versions = variable(GoPluginProtocol.VersionsVariable);
        string? certificate = variable(GoPluginProtocol.ClientCertificateVariable);
        return new(
            expected.Negotiate(versions) ?? throw new PluginRefusedException(
                $"This {kind} supports protocol version {string.Join(',', expected.ProtocolVersions)}, but the host "
                + $"that started it supports only {versions}. Install a plugin for this host, or a newer host."),
            string.IsNullOrEmpty(certificate) ? null : certificate,
            directory,
            ReadPort(variable, GoPluginProtocol.MinPortVariable),
            ReadPort(variable, GoPluginProtocol.MaxPortVariable));
    }

    private static string DescribeDirectRun(string kind, bool isForP5)
    {
        string use = isForP5
            ? "p5 starts it when it needs credentials.\n"
                + "To use it, configure it as a plugin in p5.toml:\n\n"
                + $"{ProgramCommand.Find().ToToml()}\n"
            : "the program that it extends starts it.\n";
        return $"This is a {kind}. It is not meant to be run directly: {use}"
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
            : throw new PluginRefusedException($"{name}, which the host set, is '{text}', not a TCP port.");
    }
}

/// <summary>The plugin cannot serve the process or person that started it.</summary>
/// <param name="message">What is wrong and what to do, in whole sentences for the person.</param>
internal sealed class PluginRefusedException(string message) : Exception(message);
