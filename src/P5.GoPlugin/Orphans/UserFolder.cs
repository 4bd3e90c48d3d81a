using System.Globalization;

namespace P5.GoPlugin;

/// <summary>
/// The folder that holds the folders of all plugins of all hosts of this user, so that a host finds what another one
/// left behind. Its name can be guessed, so it is used only where nobody else can have made it or can enter it.
/// </summary>
internal static class UserFolder
{
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode OthersMayEnter =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>
    /// A socket's path may have 107 bytes on Linux and 103 on macOS; the names of the two folders and of the socket
    /// take 51.
    /// </summary>
    private const int LongestRoot = 52;

    /// <summary>Makes the folder where it does not exist.</summary>
    /// <param name="root">The folder to make it in, or null for the temporary folder.</param>
    /// <returns>Its full path.</returns>
    /// <exception cref="IOException">It cannot be made, or is not this user's alone.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made.</exception>
    internal static string Open(string? root)
    {
        string folder = Path.GetFullPath(Path.Combine(root ?? DefaultRoot(), Name));
        CreatePrivate(folder);
        if (!OperatingSystem.IsWindows())
        {
            // The owner first: what this user owns in a folder like /tmp nobody else can exchange any more.
            if (UnixOwner.Of(folder) != UnixOwner.CurrentUser)
            {
                throw NotPrivate(folder, "it belongs to another user");
            }

            if ((File.GetUnixFileMode(folder) & OthersMayEnter) != 0)
            {
                throw NotPrivate(folder, "others may enter it");
            }
        }

        return new DirectoryInfo(folder).LinkTarget is null ? folder : throw NotPrivate(folder, "it is a link");
    }

    /// <summary>Makes a folder that only this user can enter.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made.</exception>
    internal static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            // The temporary folder belongs to the user, and what is made in it inherits that.
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly);
        }
    }

    private static string Name => OperatingSystem.IsWindows()
        ? "goplugin"
        : string.Create(CultureInfo.InvariantCulture, $"goplugin-{UnixOwner.CurrentUser}");

    private static string DefaultRoot()
    {
        string temporary = Path.GetTempPath();
        return OperatingSystem.IsWindows() || temporary.Length <= LongestRoot ? temporary : "/tmp";
    }

    private static IOException NotPrivate(string folder, string why) => new(
        $"The folder '{folder}' for the plugins' sockets is not this user's alone: {why}.");
}
