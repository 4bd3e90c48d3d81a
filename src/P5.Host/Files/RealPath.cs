namespace P5.Host;

/// <summary>
/// Where a path leads when all links in it are followed. A link may be turned to another place later.
/// </summary>
internal static class RealPath
{
    /// <summary>As many as Linux follows in one path.</summary>
    private const int MostLinks = 40;

    /// <summary>Follows the links of a path.</summary>
    /// <param name="path">A full path. The part of it that does not exist is unchanged.</param>
    /// <returns>The full path without links.</returns>
    /// <exception cref="IOException">The links go round in a circle.</exception>
    public static string Of(string path)
    {
        int links = 0;
        return Resolve(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), ref links);
    }

    /// <summary>Whether a path leads to a file or folder: a link can lead to nothing, or in a circle.</summary>
    /// <param name="path">A full path.</param>
    public static bool Leads(string path)
    {
        try
        {
            return Path.Exists(Of(path));
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string Resolve(string path, ref int links)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
        {
            return path;
        }

        string real = Path.Combine(Resolve(parent, ref links), Path.GetFileName(path));
        if (new DirectoryInfo(real).LinkTarget is not { } target)
        {
            return real;
        }

        return ++links <= MostLinks
            ? Resolve(Path.GetFullPath(target, Path.GetDirectoryName(real)!), ref links)
            : throw new IOException($"Too many links: '{path}'.");
    }
}
