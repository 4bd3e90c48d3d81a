namespace P5.Host;

/// <summary>Paths as users write them into a configuration.</summary>
internal static class UserPath
{
    /// <summary>Whether a command is a path; if not, it is a name to look up on PATH.</summary>
    /// <returns>
    /// True if it contains a separator of this platform. On Windows, <c>C:name</c> is a path too: it begins in a folder
    /// of the drive.
    /// </returns>
    public static bool HasSeparator(string command) =>
        command.Contains('/') || (OperatingSystem.IsWindows() && command.AsSpan().ContainsAny('\\', ':'));

    /// <summary>Whether what a command means does not depend on the folder of the configuration.</summary>
    public static bool IsIndependent(string command) =>
        !HasSeparator(command) || IsAbsolute(command);

    /// <summary>Whether a path does not depend on a folder: absolute, or below <c>~</c>.</summary>
    public static bool IsAbsolute(string path) => IsBelowHome(path) || Path.IsPathFullyQualified(path);

    /// <summary>Returns the full path.</summary>
    /// <param name="path">Absolute, relative, or below <c>~</c>, the home folder.</param>
    /// <param name="baseDirectory">Where a relative path begins; a full path.</param>
    /// <exception cref="ArgumentException">It contains a NUL character.</exception>
    public static string Resolve(string path, string baseDirectory) => IsBelowHome(path)
        ? Path.GetFullPath(Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[1..]))
        : Path.GetFullPath(path, baseDirectory);

    /// <summary>Whether a path is a folder itself, or something in it or below it. Links are not followed.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="folder">Full path of the folder.</param>
    public static bool IsInside(string path, string folder)
    {
        string relative = Path.GetRelativePath(folder, path);

        // On Windows, a path to another drive is not relative.
        return !Path.IsPathRooted(relative) && relative.Split(Path.DirectorySeparatorChar)[0] != "..";
    }

    private static bool IsBelowHome(string path) =>
        path == "~" || path.StartsWith("~/", StringComparison.Ordinal)
        || (OperatingSystem.IsWindows() && path.StartsWith(@"~\", StringComparison.Ordinal));
}
