using System.Runtime.Versioning;

namespace P5.GoPlugin;

/// <summary>
/// Checks where the path of a plugin's socket leads. A link, or a folder of another user, could lead to the socket of
/// another program.
/// </summary>
internal static class SocketPathCheck
{
    private const uint Root = 0;

    /// <summary>
    /// Examines each part of a path: none may be a link or belong to another user. The folder that the host itself has
    /// chosen is not examined. Outside of it, links of root are accepted, such as /tmp on macOS.
    /// </summary>
    /// <param name="path">Full path of the socket; it need not exist.</param>
    /// <param name="socketFolder">The folder that the host has created for the socket, or null.</param>
    /// <returns>The rest of a sentence that begins with the path, or null.</returns>
    /// <exception cref="IOException">A part cannot be examined.</exception>
    internal static string? FindProblem(string path, string? socketFolder)
    {
        int root = Path.GetPathRoot(path)!.Length;
        int chosen = LengthOfChosen(path, socketFolder);
        foreach (string part in PartsOf(path, Math.Max(root, chosen)))
        {
            bool isSocket = part.Length == path.Length;
            if (new FileInfo(part).LinkTarget is not null)
            {
                if (isSocket)
                {
                    return "is a symbolic link";
                }

                if (chosen > 0 || OperatingSystem.IsWindows() || UnixStatus.Of(part).Owner != Root)
                {
                    return $"is below the symbolic link '{SafeText.Truncate(part)}'";
                }
            }
            else if (!Path.Exists(part))
            {
                return null;
            }
            else if (!OperatingSystem.IsWindows() && !IsTrusted(UnixStatus.Of(part).Owner))
            {
                return isSocket
                    ? "belongs to another user"
                    : $"is below '{SafeText.Truncate(part)}', which belongs to another user";
            }
        }

        return null;
    }

    [UnsupportedOSPlatform("windows")]
    private static bool IsTrusted(uint owner) => owner == Root || owner == UnixStatus.CurrentUser;

    /// <summary>
    /// The length of the folder at the start of a path that the host has chosen: the one for the socket, or the
    /// temporary folder, which plugins on a go-plugin library before 1.5 use. 0 for a path elsewhere.
    /// </summary>
    private static int LengthOfChosen(string path, string? socketFolder)
    {
        string[] folders = [socketFolder ?? "", Path.GetTempPath()];
        return folders
            .Where(Path.IsPathFullyQualified)
            .Select(Path.TrimEndingDirectorySeparator)
            .Where(folder => path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .Max(folder => (int?)folder.Length) ?? 0;
    }

    /// <summary>
    /// The path up to each of its separators after a start, and the whole of it. The text is not normalized: the parts
    /// are those that the system goes through, also with <c>..</c> in them.
    /// </summary>
    private static IEnumerable<string> PartsOf(string path, int start)
    {
        for (int i = start + 1; i <= path.Length; i++)
        {
            bool isEnd = i == path.Length || IsSeparator(path[i]);
            if (isEnd && !IsSeparator(path[i - 1]))
            {
                yield return path[..i];
            }
        }
    }

    private static bool IsSeparator(char character) =>
        character == Path.DirectorySeparatorChar || character == Path.AltDirectorySeparatorChar;
}
