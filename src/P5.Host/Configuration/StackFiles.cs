namespace P5.Host;

/// <summary>The files <c>Pulumi.&lt;stack&gt;.yaml</c> of a workspace.</summary>
internal static class StackFiles
{
    private const string Prefix = "Pulumi.";

    // In the order in which they are tried.
    private static readonly string[] s_endings = [".yaml", ".yml"];

    // Characters not allowed in file names on one of the supported systems, so that stack names are portable.
    private const string Forbidden = "\\:*?\"<>|";

    /// <summary>The file of a stack, or null if it has none.</summary>
    /// <param name="workspaceDirectory">Full path of the workspace.</param>
    /// <param name="stackName">The name, whose last segment names the file.</param>
    /// <exception cref="P5Exception">It cannot be a stack's (<see cref="ErrorIds.StackNotSelected"/>).</exception>
    public static string? Find(string workspaceDirectory, string stackName)
    {
        string name = FileNamePart(stackName);
        return s_endings
            .Select(ending => Path.Combine(workspaceDirectory, Prefix + name + ending))
            .FirstOrDefault(Path.Exists);
    }

    /// <summary>Where the file of a stack belongs, whether it is there or not.</summary>
    /// <exception cref="P5Exception">It cannot be a stack's (<see cref="ErrorIds.StackNotSelected"/>).</exception>
    public static string PathOf(string workspaceDirectory, string stackName) =>
        Path.Combine(workspaceDirectory, Prefix + FileNamePart(stackName) + s_endings[0]);

    /// <summary>The stacks that have a file, sorted.</summary>
    /// <exception cref="ConfigurationException">The folder cannot be read.</exception>
    public static IReadOnlyList<string> List(string workspaceDirectory) =>
        [.. Named(workspaceDirectory)
            .Select(file => StackOf(Path.GetFileName(file))!)
            .Where(IsName)
            .Distinct(StringComparer.Ordinal)
            .Order(Utf8Order.Instance)];

    /// <summary>The files that are named like those of a stack, but of one that cannot exist.</summary>
    /// <exception cref="ConfigurationException">The folder cannot be read.</exception>
    public static IEnumerable<string> ListMisnamed(string workspaceDirectory) =>
        Named(workspaceDirectory).Where(file => !IsName(StackOf(Path.GetFileName(file))!));

    /// <summary>The files of those stacks. One that cannot be reached any more is included.</summary>
    /// <exception cref="ConfigurationException">The folder cannot be read.</exception>
    public static IEnumerable<string> ListFiles(string workspaceDirectory) => List(workspaceDirectory)
        .Select(stack => Find(workspaceDirectory, stack) ?? PathOf(workspaceDirectory, stack));

    /// <summary>
    /// The part of a name that names the file: the last of <c>organization/project/stack</c>. It never contains a path.
    /// </summary>
    /// <exception cref="P5Exception">It cannot be a stack's (<see cref="ErrorIds.StackNotSelected"/>).</exception>
    public static string FileNamePart(string stackName) =>
        IsName(stackName)
            ? stackName.Split('/')[^1]
            : throw new P5Exception(
                ErrorIds.StackNotSelected,
                $"'{stackName}' is not a stack name.",
                "Use stack or organization/project/stack, as 'pulumi stack ls' shows it.");

    /// <summary>Whether it can be a stack's.</summary>
    public static bool IsName(string stackName)
    {
        string[] segments = stackName.Split('/');
        return segments.Length <= 3
            && segments.All(segment =>
                segment.Length > 0
                && segment is not ("." or "..")
                && !segment.Any(character => Forbidden.Contains(character) || char.IsControl(character)));
    }

    private static IEnumerable<string> Named(string workspaceDirectory) =>
        ConfigFolder.Read(workspaceDirectory, folder => Directory.EnumerateFiles(folder, Prefix + "*"))
            .Where(file => StackOf(Path.GetFileName(file)) is not null);

    /// <summary>The stack that a file belongs to by its name, or null.</summary>
    public static string? StackOf(string fileName)
    {
        string? ending = s_endings.FirstOrDefault(ending => fileName.EndsWith(ending, StringComparison.Ordinal));
        int length = fileName.Length - Prefix.Length - (ending?.Length ?? 0);
        return ending is not null && fileName.StartsWith(Prefix, StringComparison.Ordinal) && length > 0
            ? fileName.Substring(Prefix.Length, length)
            : null;
    }
}
