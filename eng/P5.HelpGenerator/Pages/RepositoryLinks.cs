namespace P5.HelpGenerator;

/// <summary>Where the links of pages lead for someone who has the module and not the repository.</summary>
/// <param name="Root">The repository's folder.</param>
/// <param name="Address">The address of that folder on the web; null if it has none.</param>
internal sealed record RepositoryLinks(string Root, string? Address)
{
    /// <summary>The address of a page itself.</summary>
    /// <param name="page">The page.</param>
    /// <returns>The address, or null if the repository has none.</returns>
    public string? AddressOf(string page) => Address is null ? null : $"{Address}/{PathOf(page)}";

    /// <summary>Resolves a link. One to another help page is found by its text, which is that page's name.</summary>
    /// <param name="page">The page that it stands in.</param>
    /// <param name="text">Its text.</param>
    /// <param name="target">Its target, which is not an address of the web.</param>
    /// <returns>
    /// The link; null if it leads to a file of the repository, which the module lacks, and that has no address.
    /// </returns>
    public PageLink? Resolve(string page, string text, string target)
    {
        string file = target.Split('#')[0];
        if (Path.GetFileNameWithoutExtension(file) == text)
        {
            return new PageLink(text, null);
        }

        string path = PathOf(Path.Join(Path.GetDirectoryName(page), file));
        return Address is null
            ? null
            : new PageLink(text, $"{Address}/{path}{target[file.Length..]}");
    }

    private string PathOf(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');
}
