using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace P5.Plugin.Startup;

/// <summary>The bound socket that the host will connect to. The end of a unix socket removes its file too.</summary>
internal sealed class ListenSocket : IDisposable
{
    private const string FilePrefix = "plugin";

    private ListenSocket(Socket socket, ListenAddress address)
    {
        Socket = socket;
        Address = address;
    }

    /// <summary>The socket, bound and not yet listening: the server takes it over.</summary>
    public Socket Socket { get; }

    /// <summary>What the handshake says of it.</summary>
    public ListenAddress Address { get; }

    /// <summary>Binds as go-plugin does: a unix socket, but TCP on loopback on Windows.</summary>
    /// <exception cref="PluginRefusedException">Nothing could be bound.</exception>
    public static ListenSocket Bind(string directory, int minPort, int maxPort) => OperatingSystem.IsWindows()
        ? BindTcp(minPort, maxPort)
        : BindUnix(directory);

    /// <summary>Binds a new unix socket in a folder.</summary>
    /// <exception cref="PluginRefusedException">The path is too long, or the folder cannot be written to.</exception>
    public static ListenSocket BindUnix(string directory)
    {
        string path = Path.Combine(directory, FilePrefix + RandomNumberGenerator.GetHexString(10, lowercase: true));
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
                $"The plugin cannot make its socket '{path}': {e.Message}. Check that the folder exists and can be "
                + "written to, or set PLUGIN_UNIX_SOCKET_DIR, or TMPDIR, to another one.");
        }

        return new(socket, new("unix", path));
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
                return new(socket, new("tcp", socket.LocalEndPoint!.ToString()!));
            }
            catch (SocketException)
            {
                // Taken, or kept back by the system as Windows does with whole ranges: the next one may do.
                socket.Dispose();
            }
        }

        throw new PluginRefusedException(
            $"No TCP port from {minPort} to {maxPort} is free on 127.0.0.1. "
            + "End a program that holds one, or give the host another range.");
    }

    /// <inheritdoc/>
    public void Dispose() => Socket.Dispose();
}
