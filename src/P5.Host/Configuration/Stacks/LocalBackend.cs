namespace P5.Host;

/// <summary>
/// The stacks of a backend that is a folder: <c>.pulumi/stacks/PROJECT/STACK.json</c> in it, or <c>.pulumi/stacks/STACK.json</c>
/// where it dates from before Pulumi kept the projects apart, and has no <c>meta.yaml</c>.
/// </summary>
internal static class LocalBackend
{
    private const string Scheme = "file://";

    private static readonly string[] s_endings = [".json", ".json.gz"];

    /// <summary>The stacks of a project, sorted; none where the backend is no folder of this machine.</summary>
    /// <param name="url">The backend, such as <c>file://~</c>.</param>
    /// <param name="project">The name of the program.</param>
    /// <param name="home">What <c>~</c> means.</param>
    /// <param name="workspaceDirectory">What a relative path starts from.</param>
    public static IReadOnlyList<string> List(string url, string project, string home, string workspaceDirectory)
    {
        if (PathOf(url, home, workspaceDirectory) is not { } root)
        {
            return [];
        }

        string state = Path.Combine(root, ".pulumi");
        string stacks = Path.Combine(state, "stacks");
        string folder = File.Exists(Path.Combine(state, "meta.yaml")) ? Path.Combine(stacks, project) : stacks;
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder).Select(StackOf).OfType<string>().Distinct().Order(StringComparer.Ordinal)]
            : [];
    }

    private static string? PathOf(string url, string home, string workspaceDirectory)
    {
        if (!url.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return null;
        }

        string path = url[Scheme.Length..].Split('?')[0];
        if (path == "~" || path.StartsWith("~/", StringComparison.Ordinal))
        {
            return Path.Combine(home, path[1..].TrimStart('/'));
        }

        // file:///C:/state
        bool hasDrive = path.Length > 2 && path[0] == '/' && char.IsAsciiLetter(path[1]) && path[2] == ':';
        return Path.Combine(workspaceDirectory, hasDrive ? path[1..] : path);
    }

    private static string? StackOf(string file)
    {
        string name = Path.GetFileName(file);
        return s_endings.FirstOrDefault(ending => name.EndsWith(ending, StringComparison.Ordinal)) is { } ending
            ? name[..^ending.Length]
            : null;
    }
}
