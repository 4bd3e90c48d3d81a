namespace P5.Host;

/// <summary>Paths as users write them into a configuration.</summary>
internal static class UserPath
{
    /// <summary>Whether a command is a path; if not, it is a name to look up on PATH.</summary>
    /// <returns>True if it contains a separator of this platform.</returns>
    public static bool HasSeparator(string command) =>
        command.Contains('/') || (OperatingSystem.IsWindows() && command.Contains('\\'));

    /// <summary>Whether what a command means does not depend on the folder of the configuration.</summary>
    public static bool IsIndependent(string command) =>
        !HasSeparator(command) || IsBelowHome(command) || Path.IsPathFullyQualified(command);

    /// <summary>Returns the full path.</summary>
    /// <param name="path">Absolute, relative, or below <c>~</c>, the home folder.</param>
    /// <param name="baseDirectory">Where a relative path begins; a full path.</param>
    /// <exception cref="ArgumentException">It contains a NUL character.</exception>
    public static string Resolve(string path, string baseDirectory) => IsBelowHome(path)
        ? Path.GetFullPath(Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[1..]))
        : Path.GetFullPath(path, baseDirectory);

    private static bool IsBelowHome(string path) =>
        path == "~" || (path.StartsWith('~') && HasSeparator(path[..Math.Min(2, path.Length)]));
}
