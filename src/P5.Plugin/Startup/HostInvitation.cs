using System.Globalization;
using P5.Plugin.Modes;

namespace P5.Plugin.Startup;

/// <summary>What a go-plugin host tells the plugin through environment variables.</summary>
/// <param name="ClientCertificate">The host's certificate as PEM when it wants AutoMTLS, else null.</param>
/// <param name="SocketDirectory">The folder for the unix socket; the temp folder when the host names none.</param>
/// <param name="MinPort">The lowest TCP port to listen on; 0, with <paramref name="MaxPort"/> 0, is any.</param>
/// <param name="MaxPort">The highest TCP port to listen on.</param>
internal sealed record HostInvitation(string? ClientCertificate, string SocketDirectory, int MinPort, int MaxPort)
{
    /// <summary>The argument with which a plugin serves without a host, for its author's debugger.</summary>
    public const string DebugArgument = "--p5-debug";

    private const string MagicCookieKey = "P5_PLUGIN";
    private const string MagicCookieValue = "v0";

    private static readonly HostedMode s_hosted = new();
    private static readonly DebugMode s_debug = new();

    /// <summary>How the plugin is served, which depends on who started it.</summary>
    public IServingMode Mode { get; private init; } = s_hosted;

    /// <summary>Reads the invitation.</summary>
    /// <param name="variable">Gives an environment variable's value, or null.</param>
    /// <param name="arguments">The arguments of the process.</param>
    /// <exception cref="PluginRefusedException">
    /// No p5 host started this process, or it speaks no version that this plugin does, or a port is malformed.
    /// </exception>
    public static HostInvitation Read(Func<string, string?> variable, IEnumerable<string> arguments)
    {
        string? directory = variable("PLUGIN_UNIX_SOCKET_DIR");
        if (string.IsNullOrEmpty(directory))
        {
            directory = Path.GetTempPath();
        }

        // A host waits for a handshake, so its cookie wins over the argument.
        if (variable(MagicCookieKey) != MagicCookieValue)
        {
            return arguments.Contains(DebugArgument, StringComparer.Ordinal)
                ? new HostInvitation(ClientCertificate: null, directory, MinPort: 0, MaxPort: 0) { Mode = s_debug }
                : throw new PluginRefusedException(
                    "This is a p5 plugin. It is not meant to be run by hand: p5 starts it when it needs credentials.\n"
                    + "To use it, name this executable as 'cmd' of a plugin in p5.toml:\n\n"
                    + $"  [plugins.{Path.GetFileNameWithoutExtension(Environment.ProcessPath)}]\n"
                    + $"  cmd = '{Environment.ProcessPath}'\n\n"
                    + $"To debug it, start it with {DebugArgument} under your debugger.\n");
        }

        // A host that lists no versions is older than the list, and speaks the one version there was.
        string? versions = variable("PLUGIN_PROTOCOL_VERSIONS");
        if (!string.IsNullOrEmpty(versions)
            && !versions.Split(',').Contains($"{HandshakeLine.AppProtocolVersion}", StringComparer.Ordinal))
        {
            throw new PluginRefusedException(
                $"This p5 plugin speaks protocol version {HandshakeLine.AppProtocolVersion}, "
                + $"but the host that started it speaks only {versions}. Install a plugin made for this host, or a newer host.");
        }

        string? certificate = variable("PLUGIN_CLIENT_CERT");
        return new(
            string.IsNullOrEmpty(certificate) ? null : certificate,
            directory,
            ReadPort(variable, "PLUGIN_MIN_PORT"),
            ReadPort(variable, "PLUGIN_MAX_PORT"));
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
