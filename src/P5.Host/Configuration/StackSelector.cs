namespace P5.Host;

/// <summary>Determines the stack.</summary>
/// <param name="options">Where the user's own settings are found.</param>
public sealed class StackSelector(StackSelectorOptions options)
{
    /// <summary>Uses this process's environment and the user's home folder.</summary>
    public StackSelector()
        : this(new StackSelectorOptions())
    {
    }

    /// <summary>
    /// The stack that was requested, else <c>PULUMI_STACK</c>, else the one that <c>pulumi stack select</c> left
    /// selected.
    /// </summary>
    /// <param name="workspaceDirectory">Full path of the workspace.</param>
    /// <param name="requested">The name that was requested; null or "" for none.</param>
    /// <returns>The name as written there, possibly <c>organization/project/stack</c>.</returns>
    /// <exception cref="P5Exception">
    /// No stack is selected, or the name cannot be a stack's (<see cref="ErrorIds.StackNotSelected"/>).
    /// </exception>
    /// <exception cref="ConfigurationException">Pulumi.yaml, which names the project, cannot be read.</exception>
    public string Select(string workspaceDirectory, string? requested)
    {
        ArgumentException.ThrowIfNullOrEmpty(workspaceDirectory);
        string directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(workspaceDirectory));
        string stack = NullIfEmpty(requested)
            ?? StackVariable()
            ?? NullIfEmpty(PulumiState.Read(options, directory)?.Selected)
            ?? throw NotSelected(directory);
        StackFiles.FileNamePart(stack);
        return stack;
    }

    /// <summary>
    /// The stacks that have a file in the workspace, sorted by name, and after them those that Pulumi's own state on
    /// this machine lists. Contacts no server and starts no program.
    /// </summary>
    /// <param name="workspaceDirectory">Full path of the workspace.</param>
    /// <returns>The stacks. What cannot be read adds none: <see cref="Select"/> throws for it.</returns>
    public IReadOnlyList<StackInfo> List(string workspaceDirectory)
    {
        ArgumentException.ThrowIfNullOrEmpty(workspaceDirectory);
        string directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(workspaceDirectory));
        var files = StackFiles.Of(directory);
        IReadOnlyList<string> withFile = files.List();
        (string? selected, IReadOnlyList<string> known) = ReadState(directory);
        return
        [
            .. withFile.Select(stack => new StackInfo(stack, HasFile: true, stack == selected)),
            .. known.Except(withFile)
                .Where(StackFiles.IsName)
                .Select(stack => new StackInfo(
                    stack, files.Find(stack) is not null, stack == selected)),
        ];
    }

    private (string? Selected, IReadOnlyList<string> Known) ReadState(string directory)
    {
        string? selected = StackVariable();
        try
        {
            PulumiState? state = PulumiState.Read(options, directory);
            return (selected ?? state?.Selected, state?.List() ?? []);
        }
        catch (Exception exception) when (exception is P5Exception or IOException or UnauthorizedAccessException)
        {
            return (selected, []);
        }
    }

    /// <summary>Whether a workspace has a stack, in a file or in Pulumi's own state.</summary>
    /// <param name="workspaceDirectory">Full path of the workspace.</param>
    /// <param name="stackName">The name, of which the last segment is compared.</param>
    /// <param name="others">The stacks that there are.</param>
    /// <returns>Also true if no stack has a file, so that none is missing.</returns>
    internal bool Has(string workspaceDirectory, string stackName, out IReadOnlyList<string> others)
    {
        IReadOnlyList<StackInfo> stacks = List(workspaceDirectory);
        others = [.. stacks.Select(stack => stack.Name.Split('/')[^1]).Distinct()];
        return !stacks.Any(stack => stack.HasFile) || others.Contains(StackFiles.FileNamePart(stackName));
    }

    /// <summary>The file in which Pulumi stores its selection for a workspace.</summary>
    /// <param name="workspaceDirectory">Full path of the workspace.</param>
    /// <returns>Its full path, or null if Pulumi has none; it need not exist.</returns>
    /// <exception cref="ConfigurationException">Pulumi.yaml, which names the project, cannot be read.</exception>
    internal string? SelectionFile(string workspaceDirectory) => PulumiState.FindFile(options, workspaceDirectory);

    internal string? StackVariable() => NullIfEmpty(options.ReadVariable("PULUMI_STACK"));

    private static P5Exception NotSelected(string directory)
    {
        IReadOnlyList<string> stacks = StackFiles.Of(directory).List();
        string found = stacks.Count == 0
            ? "There is no Pulumi.<stack>.yaml either."
            : $"Stack files found: {string.Join(", ", stacks)}.";
        return new P5Exception(
            ErrorIds.StackNotSelected,
            $"No stack is selected in {directory}. {found}",
            "Name the stack, set PULUMI_STACK, or run 'pulumi stack select'.");
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <summary>Where the user's own settings are found.</summary>
public sealed record StackSelectorOptions
{
    /// <summary>
    /// Reads one environment variable, null if it is not set. Default: this process's environment. Asked for:
    /// <c>PULUMI_STACK</c>, <c>PULUMI_HOME</c>, <c>PULUMI_BACKEND_URL</c>, <c>PULUMI_CREDENTIALS_PATH</c>.
    /// </summary>
    public Func<string, string?> ReadVariable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The user's home folder, where <c>.pulumi</c> is. Default: the profile folder.</summary>
    public string HomeDirectory { get; init; } =
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
}

/// <summary>A stack in a workspace's files or in Pulumi's own state.</summary>
/// <param name="Name">The name, as written there.</param>
/// <param name="HasFile">Whether it has a file in the workspace; false if only Pulumi lists it.</param>
/// <param name="IsSelected">Whether it is the selected one.</param>
public sealed record StackInfo(string Name, bool HasFile, bool IsSelected);
