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
    public static string Of(string path) => Of(path, out _);

    /// <inheritdoc cref="Of(string)"/>
    /// <param name="path">A full path. The part of it that does not exist is unchanged.</param>
    /// <param name="links">The links that were followed: where each is, as a path without links.</param>
    public static string Of(string path, out IReadOnlyList<string> links)
    {
        var followed = new List<string>();
        links = followed;
        return Resolve(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), followed);
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

    private static string Resolve(string path, List<string> links)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
        {
            return path;
        }

        string real = Path.Combine(Resolve(parent, links), Path.GetFileName(path));
        if (new DirectoryInfo(real).LinkTarget is not { } target)
        {
            return real;
        }

        links.Add(real);
        return links.Count <= MostLinks
            ? Resolve(Path.GetFullPath(target, Path.GetDirectoryName(real)!), links)
            : throw new IOException($"Too many links: '{path}'.");
    }
}
