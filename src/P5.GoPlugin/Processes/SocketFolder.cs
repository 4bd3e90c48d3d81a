using System.Security.Cryptography;

namespace P5.GoPlugin;

/// <summary>A fresh folder for one plugin's unix socket that only this user can enter.</summary>
internal static class SocketFolder
{
    /// <summary>
    /// A socket's path may have 107 bytes on Linux and 103 on macOS; the folder's name and the socket's take 40.
    /// </summary>
    private const int LongestRoot = 60;

    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be made.</exception>
    internal static string Create(string? root)
    {
        // Nobody can guess the name, so nobody can have made the folder before.
        string name = $"goplugin-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        string path = Path.Combine(root ?? DefaultRoot(), name);
        if (OperatingSystem.IsWindows())
        {
            // The temporary folder belongs to the user, and what is made in it inherits that.
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }

        return path;
    }

    private static string DefaultRoot()
    {
        string temporary = Path.GetTempPath();
        return OperatingSystem.IsWindows() || temporary.Length <= LongestRoot ? temporary : "/tmp";
    }
}
