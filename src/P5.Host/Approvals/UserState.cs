using System.Security.AccessControl;

namespace P5.Host;

/// <summary>
/// The folder for what P5 stores of one user between sessions. Others must not be able to write to it; the secrets of
/// the credential store in it are encrypted.
/// </summary>
internal static class UserState
{
    private const UnixFileMode OthersMayWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>
    /// <c>XDG_STATE_HOME</c> if it is an absolute path; else <c>~/.local/state</c> on Linux, and the user's local
    /// application data on Windows and macOS. In it, <c>p5</c>.
    /// </summary>
    public static string DefaultDirectory()
    {
        string? given = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        return Path.Combine(Path.IsPathFullyQualified(given ?? "") ? given! : PlatformDirectory(), "p5");
    }

    /// <summary>Creates a folder that only this user can enter, or checks the existing one.</summary>
    /// <exception cref="P5Exception">It is not safe (<see cref="ErrorIds.StateUnusable"/>).</exception>
    /// <exception cref="IOException">It cannot be created or examined.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be created.</exception>
    public static void Create(string directory)
    {
        CheckPath(directory);
        PrivateFolder.Create(directory);
        Check(directory);
    }

    /// <summary>
    /// Rejects a file or folder that is not this user's, or that others can write to: they could approve in the user's
    /// name, or choose where credentials are stored. This holds for root too, who has the home folder of another user
    /// after <c>sudo -E</c>.
    /// </summary>
    /// <param name="path">Full path of the file or folder; a link is followed.</param>
    /// <exception cref="P5Exception">It is not safe (<see cref="ErrorIds.StateUnusable"/>).</exception>
    /// <exception cref="IOException">It cannot be examined.</exception>
    public static void Check(string path)
    {
        CheckPath(path);
        if (OperatingSystem.IsWindows())
        {
            FileSystemSecurity security = WindowsAccess.Of(RealPath.Of(path));
            Check(
                path,
                isOwn: WindowsAccess.StrangerOf(security) is null,
                isPrivate: WindowsAccess.OtherWriterOf(security) is null,
                $"remove the access of others; this shows it: icacls \"{path}\"");
        }
        else
        {
            Check(
                path,
                isOwn: UnixStatus.Of(RealPath.Of(path)).Owner == UnixStatus.CurrentUser,
                isPrivate: (File.GetUnixFileMode(path) & OthersMayWrite) == 0,
                $"run: chmod go-w '{path}'");
        }
    }

    /// <summary>
    /// Rejects a path that depends on the current folder, as it does if <c>HOME</c> is a relative path.
    /// </summary>
    private static void CheckPath(string path)
    {
        if (!Path.IsPathFullyQualified(path))
        {
            throw new P5Exception(
                ErrorIds.StateUnusable,
                $"{path} is not a full path, so it is not used.",
                "Set HOME or XDG_STATE_HOME to a full path.");
        }
    }

    private static void Check(string path, bool isOwn, bool isPrivate, string command)
    {
        if (!isOwn)
        {
            throw new P5Exception(
                ErrorIds.StateUnusable,
                $"Another user owns {path}, so it is not used.",
                "Set XDG_STATE_HOME to a folder of your own, or run P5 as the user who owns it.");
        }

        if (!isPrivate)
        {
            throw new P5Exception(
                ErrorIds.StateUnusable,
                $"Other users can write to {path}, so it is not used.",
                $"Check its content, then {command}");
        }
    }

    private static string PlatformDirectory() => OperatingSystem.IsLinux()
        ? Path.Combine(Folder(Environment.SpecialFolder.UserProfile), ".local", "state")
        : Folder(Environment.SpecialFolder.LocalApplicationData);

    private static string Folder(Environment.SpecialFolder folder) =>
        Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);
}
