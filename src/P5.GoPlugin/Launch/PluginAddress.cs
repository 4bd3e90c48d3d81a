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
    internal static bool TryParse(
        string network,
        string address,
        [NotNullWhen(true)] out PluginAddress? parsed,
        [NotNullWhen(false)] out string? problem)
    {
        (parsed, problem) = network switch
        {
            "unix" => ParseUnix(address),
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
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public override string ToString() => SocketPath ?? $"{string.Join<IPAddress>('/', Hosts)}:{Port}";

    private static (PluginAddress?, string?) ParseUnix(string path)
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

        // A link could point to another program's socket.
        return new FileInfo(path).LinkTarget is null
            ? (new PluginAddress(path, [], 0), null)
            : (null, $"its socket '{SafeText.Truncate(path)}' is a symbolic link");
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
