using System.Globalization;
using System.Text;

namespace P5.GoPlugin;

/// <summary>
/// The folder that contains the socket folders of all plugins of all hosts of this user, so that a host can clean up
/// after another one. Its name can be guessed, so it is used only if it belongs to this user and other users cannot
/// enter it.
/// </summary>
internal static class UserFolder
{
    /// <summary>
    /// A socket's path may have 107 bytes on Linux and 103 on macOS, of which the names of the two folders and of the
    /// socket use 51.
    /// </summary>
    private const int LongestRoot = 52;

    /// <summary>Creates the folder if it does not exist.</summary>
    /// <param name="root">The parent folder, or null for the temporary folder.</param>
    /// <returns>The full path.</returns>
    /// <exception cref="IOException">It cannot be created, or is not private to this user.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be created.</exception>
    internal static string Open(string? root)
    {
        string folder = Path.GetFullPath(Path.Combine(root ?? DefaultRoot(), Name));
        PrivateFolder.Create(folder);
        return PrivateFolder.FindProblem(folder) is { } problem
            ? throw new IOException(
                $"The folder '{folder}' for the plugins' sockets is not private to this user: {problem}.")
            : folder;
    }

    /// <summary>The folder's name.</summary>
    internal static string Name => OperatingSystem.IsWindows()
        ? "goplugin"
        : string.Create(CultureInfo.InvariantCulture, $"goplugin-{UnixStatus.CurrentUser}");

    private static string DefaultRoot()
    {
        string temporary = Path.GetTempPath();
        return OperatingSystem.IsWindows() || IsUsable(temporary) ? temporary : "/tmp";
    }

    /// <summary>
    /// TMPDIR can be any text. A relative path names a different folder in the plugin than in its host, and <c>|</c>
    /// separates the fields of a handshake, which contains the socket's path.
    /// </summary>
    internal static bool IsUsable(string folder) =>
        Path.IsPathFullyQualified(folder)
        && Encoding.UTF8.GetByteCount(folder) <= LongestRoot
        && !folder.Any(character => character == '|' || char.IsControl(character))
        && Directory.Exists(folder);
}
