using System.Net.Sockets;

namespace P5.GoPlugin;

/// <summary>
/// The socket of a plugin on Go's library before 1.5, which creates it in the temporary folder, whatever folder it is
/// given, and leaves it behind when the plugin is killed.
/// </summary>
internal static class OldLibrarySocket
{
    /// <summary>
    /// Whether the path of a handshake is one of that library. Any other socket may belong to another program. On
    /// Windows, the library listens on TCP.
    /// </summary>
    internal static bool Is(string path) =>
        !OperatingSystem.IsWindows()
        && Path.GetDirectoryName(path) == Path.TrimEndingDirectorySeparator(Path.GetTempPath())
        && Path.GetFileName(path).StartsWith("plugin", StringComparison.Ordinal);

    /// <summary>
    /// Deletes the socket of a plugin that has ended, if it is a socket of this user and nothing is listening on it: a
    /// handshake can name any file, and a link is not followed.
    /// </summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be deleted.</exception>
    internal static void Delete(string path)
    {
        if (!OperatingSystem.IsWindows()
            && Path.Exists(path)
            && UnixStatus.Of(path) is { IsSocket: true } status
            && status.Owner == UnixStatus.CurrentUser
            && IsAbandoned(path))
        {
            File.Delete(path);
        }
    }

    private static bool IsAbandoned(string path)
    {
        // Without blocking: a listener whose queue is full would be waited for.
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        {
            Blocking = false,
        };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return false;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }
}
