using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace P5.GoPlugin;

/// <summary>Where a plugin listens: a unix socket, or TCP on this machine's loopback.</summary>
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
            _ => (null, $"its network '{Printable.Shorten(network)}' is neither 'unix' nor 'tcp'"),
        };
        return parsed is not null;
    }

    internal async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
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
            return new NetworkStream(socket, ownsSocket: true);
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
            return (null, $"its socket '{Printable.Shorten(path)}' is no full path");
        }

        try
        {
            _ = new UnixDomainSocketEndPoint(path);
        }
        catch (ArgumentOutOfRangeException)
        {
            return (null, $"its socket '{Printable.Shorten(path)}' has a longer path than a socket can have");
        }

        // A link could lead to another program's socket.
        return new FileInfo(path).LinkTarget is null
            ? (new PluginAddress(path, [], 0), null)
            : (null, $"its socket '{Printable.Shorten(path)}' is a symbolic link");
    }

    private static (PluginAddress?, string?) ParseTcp(string address)
    {
        int colon = address.LastIndexOf(':');
        if (colon < 0
            || !ushort.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            || port == 0)
        {
            return (null, $"its address '{Printable.Shorten(address)}' is no host and port");
        }

        string host = address[..colon];
        if (host == "localhost")
        {
            return (new PluginAddress(null, [IPAddress.Loopback, IPAddress.IPv6Loopback], port), null);
        }

        return IPAddress.TryParse(host, out IPAddress? ip) && IPAddress.IsLoopback(ip)
            ? (new PluginAddress(null, [ip], port), null)
            : (null, $"its address '{Printable.Shorten(address)}' is not on this machine's loopback");
    }
}
