using System.Security.AccessControl;

namespace P5;

/// <summary>
/// A folder for this user alone. Compiled into the libraries for go-plugin hosts and for p5, which do not share
/// internals.
/// </summary>
internal static class PrivateFolder
{
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode OthersMayEnter =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>
    /// Creates a folder that only this user can enter, from its creation on. One that exists is left as it is: check
    /// its owner and its permissions, unless its parent is private.
    /// </summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be created.</exception>
    public static void Create(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            // It would inherit the permissions of its parent, which is not always in the user's profile.
            WindowsAccess.Private().CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly);
        }
    }

    /// <summary>Describes why a folder is not this user's alone, to follow a colon; null if it is.</summary>
    /// <param name="folder">Full path of a folder that exists.</param>
    /// <exception cref="IOException">It cannot be examined.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be examined.</exception>
    public static string? FindProblem(string folder)
    {
        const string Owned = "another user owns it";
        if (OperatingSystem.IsWindows())
        {
            FileSystemSecurity security = WindowsAccess.Of(folder);
            if (WindowsAccess.StrangerOf(security) is not null)
            {
                return Owned;
            }

            if (WindowsAccess.OtherWriterOf(security) is not null)
            {
                return "other users can write to it";
            }
        }
        else
        {
            // The owner is checked first: in a folder like /tmp, other users cannot replace what this user owns.
            if (UnixStatus.Of(folder).Owner != UnixStatus.CurrentUser)
            {
                return Owned;
            }

            if ((File.GetUnixFileMode(folder) & OthersMayEnter) != 0)
            {
                return "other users can enter it";
            }
        }

        return new DirectoryInfo(folder).LinkTarget is null ? null : "it is a link";
    }
}
