namespace P5.Host;

/// <summary>
/// The folder for what P5 stores of one user between sessions. Nothing in it is secret, but others must not be able to
/// write to it.
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
    /// <exception cref="P5Exception">Others can write to it (<see cref="ErrorIds.StateUnusable"/>).</exception>
    /// <exception cref="IOException">It cannot be created, or belongs to another user.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be created.</exception>
    public static void Create(string directory)
    {
        PrivateFolder.Create(directory);
        CheckDirectory(directory);
    }

    /// <summary>Rejects a folder that is not this user's, or that others can write to.</summary>
    /// <exception cref="P5Exception">Others can write to it (<see cref="ErrorIds.StateUnusable"/>).</exception>
    /// <exception cref="IOException">It belongs to another user.</exception>
    public static void CheckDirectory(string directory)
    {
        Check(directory);

        // Root may use it, for example in a container into which the user's folder is mounted.
        if (!OperatingSystem.IsWindows() && UnixOwner.CurrentUser != 0)
        {
            PrivateFolder.CheckOwner(
                Directory.ResolveLinkTarget(directory, returnFinalTarget: true)?.FullName ?? directory);
        }
    }

    /// <summary>Rejects a file or folder that others can write to: they could approve in the user's name.</summary>
    /// <exception cref="P5Exception">They can (<see cref="ErrorIds.StateUnusable"/>).</exception>
    public static void Check(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OthersMayWrite) != 0)
        {
            throw new P5Exception(
                ErrorIds.StateUnusable,
                $"Other users can write to {path}, so its approvals are not used.",
                $"Check its content, then run: chmod go-w '{path}'");
        }
    }

    private static string PlatformDirectory() => OperatingSystem.IsLinux()
        ? Path.Combine(Folder(Environment.SpecialFolder.UserProfile), ".local", "state")
        : Folder(Environment.SpecialFolder.LocalApplicationData);

    private static string Folder(Environment.SpecialFolder folder) =>
        Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);
}
