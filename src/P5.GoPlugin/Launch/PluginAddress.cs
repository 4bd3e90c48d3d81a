using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace P5.GoPlugin;

/// <summary>A plugin's address: a unix socket, or TCP on this machine's loopback.</summary>
/// <param name="SocketPath">The unix socket's path, or null for TCP.</param>
/// <param name="Hosts">The loopback addresses to try for TCP; empty for a unix socket.</param>
/// <param name="Port">The TCP port; 0 for a unix socket.</param>
internal sealed record PluginAddress(string? SocketPath, IPAddress[] Hosts, int Port)
{
    /// <param name="network"><c>unix</c> or <c>tcp</c>.</param>
    /// <param name="address">The full path of a socket, or a host and a port.</param>
    /// <param name="parsed">The address, or null.</param>
    /// <param name="problem">What is wrong with it, as the rest of a sentence, or null.</param>
    /// <param name="socketFolder">The folder that the host has created for the socket, or null.</param>
    /// <exception cref="IOException">The socket's path cannot be examined.</exception>
    internal static bool TryParse(
        string network,
        string address,
        [NotNullWhen(true)] out PluginAddress? parsed,
        [NotNullWhen(false)] out string? problem,
        string? socketFolder = null)
    {
        (parsed, problem) = network switch
        {
            "unix" => ParseUnix(address, socketFolder),
            "tcp" => ParseTcp(address),
            _ => (null, $"its network '{SafeText.Truncate(network)}' is neither 'unix' nor 'tcp'"),
        };
        return parsed is not null;
    }

    internal async ValueTask<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        Socket socket = SocketPath is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            ValueTask connected = SocketPath is null
                ? socket.ConnectAsync(Hosts, Port, cancellationToken)
                : socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellationToken);
            await connected.ConfigureAwait(false);

            // HTTP reads it next. If the plugin has just ended, that fails here, where it is the connection's failure.
            _ = socket.RemoteEndPoint;
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public override string ToString() => SocketPath ?? $"{string.Join<IPAddress>('/', Hosts)}:{Port}";

    private static (PluginAddress?, string?) ParseUnix(string path, string? socketFolder)
    {
        if (!Path.IsPathFullyQualified(path) || path.Contains('\0'))
        {
            return (null, $"its socket '{SafeText.Truncate(path)}' is not a full path");
        }

        try
        {
            _ = new UnixDomainSocketEndPoint(path);
        }
        catch (ArgumentOutOfRangeException)
        {
            return (null, $"its socket '{SafeText.Truncate(path)}' has a path longer than the system allows");
        }
        catch (PlatformNotSupportedException)
        {
            // Windows has had them since 2018.
            return (null, $"its socket '{SafeText.Truncate(path)}' is a Unix socket, which this system does not have");
        }

        return SocketPathCheck.FindProblem(path, socketFolder) is { } problem
            ? (null, $"its socket '{SafeText.Truncate(path)}' {problem}")
            : (new PluginAddress(path, [], 0), null);
    }

    private static (PluginAddress?, string?) ParseTcp(string address)
    {
        int colon = address.LastIndexOf(':');
        if (colon < 0
            || !ushort.TryParse(
                address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            || port == 0)
        {
            return (null, $"its address '{SafeText.Truncate(address)}' is not a host and a port");
        }

        string host = address[..colon];
        if (host == "localhost")
        {
            return (new PluginAddress(null, [IPAddress.Loopback, IPAddress.IPv6Loopback], port), null);
        }

        return IPAddress.TryParse(host, out IPAddress? ip) && IPAddress.IsLoopback(ip)
            ? (new PluginAddress(null, [ip], port), null)
            : (null, $"its address '{SafeText.Truncate(address)}' is not on this machine's loopback");
    }
}
