using P5.GoPlugin;

namespace P5.Host;

/// <summary>
/// The files <c>Pulumi.&lt;stack&gt;.yaml</c> of a workspace. As Pulumi does, it looks for them in the folder that
/// <c>stackConfigDir</c> of the program names, and with the ending of the program's file; other endings follow.
/// </summary>
internal sealed class StackFiles
{
    private const string Prefix = "Pulumi.";

    private static readonly string[] s_yamlEndings = [".yaml", ".yml"];

    // Characters not allowed in file names on one of the supported systems, so that stack names are portable.
    private const string Forbidden = "\\:*?\"<>|";

    /// <summary>Pulumi accepts no longer name of a stack, a project or an organization.</summary>
    private const int MaximumNameLength = 100;

    // In the order in which they are tried.
    private readonly string[] _endings;

    private StackFiles(string folder, IEnumerable<string> endings) => (Folder, _endings) = (folder, [.. endings]);

    /// <summary>Full path of the folder, which need not exist.</summary>
    public string Folder { get; }

    /// <summary>The files of a workspace, whose program is read again only if it has changed.</summary>
    /// <param name="workspaceDirectory">Full path of the workspace.</param>
    public static StackFiles Of(string workspaceDirectory)
    {
        string? programFile = ProgramReader.Find(workspaceDirectory);
        try
        {
            return programFile is null
                ? In(workspaceDirectory)
                : Of(programFile, ProgramReader.Recall(programFile));
        }
        catch (Exception exception)
            when (exception is ConfigurationException or IOException or UnauthorizedAccessException)
        {
            // Loading the program reports this.
            return In(workspaceDirectory);
        }
    }

    /// <summary>The files of a workspace whose program was read.</summary>
    public static StackFiles Of(string programFile, ProgramDocument program)
    {
        // A path that begins with a slash continues the program's folder, as in Pulumi.
        string folder = Path.GetFullPath(Path.Join(Path.GetDirectoryName(programFile), program.StackDirectory));
        return new StackFiles(
            Path.TrimEndingDirectorySeparator(folder),
            s_yamlEndings.Prepend(Path.GetExtension(programFile)).Distinct());
    }

    /// <summary>The files of a folder without a program.</summary>
    public static StackFiles In(string folder) => new(folder, s_yamlEndings);

    /// <summary>The file of a stack, or null if it has none.</summary>
    /// <param name="stackName">The name, whose last segment names the file.</param>
    /// <exception cref="P5Exception">It cannot be a stack's (<see cref="ErrorIds.StackNotSelected"/>).</exception>
    public string? Find(string stackName) => Candidates(stackName).FirstOrDefault(Path.Exists);

    /// <summary>The files of a stack that are not read, because another of its files is.</summary>
    /// <exception cref="P5Exception">It cannot be a stack's (<see cref="ErrorIds.StackNotSelected"/>).</exception>
    public IEnumerable<string> FindHidden(string stackName) => Candidates(stackName).Where(File.Exists).Skip(1);

    /// <summary>Where the file of a stack belongs, whether it is there or not.</summary>
    /// <exception cref="P5Exception">It cannot be a stack's (<see cref="ErrorIds.StackNotSelected"/>).</exception>
    public string PathOf(string stackName) => Candidates(stackName).First();

    /// <summary>The stacks that have a file, sorted. A file whose name cannot be a stack's belongs to none.</summary>
    /// <exception cref="ConfigurationException">The folder cannot be read.</exception>
    public IReadOnlyList<string> List() =>
    [
        .. ListNamed()
            .Select(file => StackOf(Path.GetFileName(file), _endings)!)
            .Where(IsName)
            .Distinct(StringComparer.Ordinal)
            .Order(Utf8Order.Instance),
    ];

    /// <summary>The files that are named like those of a stack, but of one that cannot exist.</summary>
    /// <exception cref="ConfigurationException">The folder cannot be read.</exception>
    public IEnumerable<string> ListMisnamed() =>
        ListNamed().Where(file => !IsName(StackOf(Path.GetFileName(file), _endings)!));

    /// <summary>The files of those stacks. One that cannot be reached any more is included.</summary>
    /// <exception cref="ConfigurationException">The folder cannot be read.</exception>
    public IEnumerable<string> ListFiles() => List().Select(stack => Find(stack) ?? PathOf(stack));

    /// <summary>
    /// The part of a name that names the file: the last of <c>organization/project/stack</c>. It never contains a path.
    /// </summary>
    /// <exception cref="P5Exception">It cannot be a stack's (<see cref="ErrorIds.StackNotSelected"/>).</exception>
    public static string FileNamePart(string stackName) =>
        IsName(stackName)
            ? stackName.Split('/')[^1]
            : throw new P5Exception(
                ErrorIds.StackNotSelected,
                $"'{SafeText.Truncate(stackName)}' is not a stack name.",
                "Use stack or organization/project/stack, as 'pulumi stack ls' shows it.");

    /// <summary>Whether it can be a stack's.</summary>
    public static bool IsName(string stackName)
    {
        string[] segments = stackName.Split('/');
        return segments.Length <= 3
            && segments.All(segment =>
                !string.IsNullOrWhiteSpace(segment)
                && segment.Length <= MaximumNameLength
                && segment is not ("." or "..")
                && !segment.Any(Forbidden.Contains)
                && SafeText.Whole(segment) == segment);
    }

    private IEnumerable<string> ListNamed()
    {
        try
        {
            // A folder of such a name too: reading it as the stack's file is an error. Without a pattern, whose meaning
            // depends on the system: what a stack's name is, StackOf decides.
            return ConfigFolder.Read(Folder, Directory.EnumerateFileSystemEntries)
                .Where(file => StackOf(Path.GetFileName(file), _endings) is not null);
        }
        catch (ConfigurationException exception) when (exception.InnerException is DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>The stack that a file belongs to by its name, or null.</summary>
    public static string? StackOf(string fileName) =>
        StackOf(fileName, s_yamlEndings.Append(ProgramReader.JsonEnding));

    private static string? StackOf(string fileName, IEnumerable<string> endings)
    {
        string? ending = endings.FirstOrDefault(ending => fileName.EndsWith(ending, StringComparison.Ordinal));
        int length = fileName.Length - Prefix.Length - (ending?.Length ?? 0);
        return ending is not null && fileName.StartsWith(Prefix, StringComparison.Ordinal) && length > 0
            ? fileName.Substring(Prefix.Length, length)
            : null;
    }

    private IEnumerable<string> Candidates(string stackName)
    {
        string name = FileNamePart(stackName);
        return _endings.Select(ending => Path.Combine(Folder, Prefix + name + ending));
    }
}
