using System.Net;
using System.Net.Sockets;

namespace P5.Plugin;

/// <summary>The bound socket that the host will connect to. Disposing a unix socket deletes its file.</summary>
internal sealed class ListenSocket : IDisposable
{
    private const string FilePrefix = "plugin";

    /// <summary>Short, because the length of a socket's path is limited.</summary>
    private const int NameLength = 16;

    private ListenSocket(Socket socket, string network, string address)
    {
        Socket = socket;
        Network = network;
        Address = address;
    }

    /// <summary>The socket, bound; one for TCP also listens. The server owns it from its start.</summary>
    public Socket Socket { get; }

    /// <summary><c>unix</c> or <c>tcp</c>.</summary>
    public string Network { get; }

    /// <summary>The socket's path, or <c>127.0.0.1:port</c>.</summary>
    public string Address { get; }

    /// <summary>Binds as go-plugin does: a unix socket, but TCP on loopback on Windows.</summary>
    /// <exception cref="PluginRefusedException">Nothing could be bound.</exception>
    public static ListenSocket Bind(string directory, int minPort, int maxPort) => OperatingSystem.IsWindows()
        ? BindTcp(minPort, maxPort)
        : BindUnix(directory);

    /// <summary>Binds a new unix socket in a folder.</summary>
    /// <exception cref="PluginRefusedException">The path is too long, or the folder cannot be written to.</exception>
    public static ListenSocket BindUnix(string directory)
    {
        // Not by RandomNumberGenerator: it loads OpenSSL, which a plugin in plain text does not need.
        string path = Path.Combine(directory, $"{FilePrefix}{Guid.NewGuid():n}"[..NameLength]);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            if (!OperatingSystem.IsWindows())
            {
                // Before anyone can connect: a connection is refused until the server listens.
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }
        catch (ArgumentOutOfRangeException)
        {
            socket.Dispose();
            throw new PluginRefusedException(
                $"The path of the plugin's socket, '{path}', is longer than the system allows (108 bytes on Linux, "
                + "104 on macOS). Set PLUGIN_UNIX_SOCKET_DIR, or TMPDIR, to a folder with a shorter path.");
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new PluginRefusedException(
                $"The plugin cannot create its socket '{path}': {e.Message}. Check that the folder exists and is "
                + "writable, or set PLUGIN_UNIX_SOCKET_DIR, or TMPDIR, to another one.");
        }

        return new(socket, "unix", path);
    }

    /// <summary>Binds the first free TCP port of a range on loopback.</summary>
    /// <exception cref="PluginRefusedException">No port of the range is free.</exception>
    public static ListenSocket BindTcp(int minPort, int maxPort)
    {
        for (int port = minPort; port <= maxPort; port++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.ExclusiveAddressUse = true;
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));

                // Only this reserves the port on every system: on some, two sockets can be bound to one port, as by two
                // plugins that start at once, and the first to listen has it. The server does it again, without effect.
                socket.Listen();
                return new(socket, "tcp", socket.LocalEndPoint!.ToString()!);
            }
            catch (SocketException)
            {
                // In use, or reserved by the system, as Windows does with whole ranges. Try the next one.
                socket.Dispose();
            }
        }

        throw new PluginRefusedException(
            $"No TCP port from {minPort} to {maxPort} is free on 127.0.0.1. "
            + "End a program that uses one, or set another range in the host.");
    }

    /// <inheritdoc/>
    public void Dispose() => Socket.Dispose();
}
