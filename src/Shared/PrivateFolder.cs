namespace P5;

/// <summary>
/// A folder for this user alone. Compiled into the libraries for go-plugin hosts and for p5, which do not share
/// internals.
/// </summary>
internal static class PrivateFolder
{
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

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
}
