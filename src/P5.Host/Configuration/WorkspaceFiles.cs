namespace P5.Host;

/// <summary>The content of the files of a workspace, for all its stacks.</summary>
/// <param name="GlobalFile">Full path of the p5.toml that was read, or null.</param>
/// <param name="ProgramFile">Full path of Pulumi.yaml, or null.</param>
/// <param name="ProgramName"><c>name</c> of Pulumi.yaml, or null.</param>
/// <param name="Stacks">The stack files, which are not read yet.</param>
/// <param name="Plugins">Both files' plugins, merged.</param>
internal sealed record WorkspaceFiles(
    string? GlobalFile, string? ProgramFile, string? ProgramName, StackFiles Stacks, ConfigFragment Plugins)
{
    /// <summary>
    /// The paths of p5.toml, of Pulumi.yaml and of a stack's file, without opening them; missing ones are left out.
    /// </summary>
    public static IReadOnlyList<string> Locate(string workspaceDirectory, string? stackFile)
    {
        string?[] files = [GlobalReader.Find(workspaceDirectory), ProgramReader.Find(workspaceDirectory), stackFile];
        return [.. files.OfType<string>()];
    }

    /// <summary>Reads the bytes of p5.toml and Pulumi.yaml, and parses neither.</summary>
    /// <exception cref="ConfigurationException">One cannot be read, is too large, or is a stranger's.</exception>
    public static IReadOnlyList<ConfigurationFile> ReadBytes(string workspaceDirectory) =>
    [
        .. ReadBytes(ConfigurationStage.Global, GlobalReader.Find(workspaceDirectory)),
        .. ReadBytes(ConfigurationStage.Program, ProgramReader.Find(workspaceDirectory)),
    ];

    /// <summary>Reads the bytes of a file, and does not parse it. Without a file, there are none.</summary>
    /// <exception cref="ConfigurationException">It cannot be read, is too large, or is a stranger's.</exception>
    public static IEnumerable<ConfigurationFile> ReadBytes(ConfigurationStage stage, string? file) => file is null
        ? []
        : [new ConfigurationFile(file, ConfigFileText.ReadBytes(stage, file, isTrusted: false))];

    /// <summary>Finds and reads them.</summary>
    /// <param name="directory">Full path of the workspace.</param>
    /// <param name="options">The options that come from the process.</param>
    /// <param name="diagnostics">Takes what is wrong with them.</param>
    public static WorkspaceFiles Read(string directory, ConfigurationLoaderOptions options, DiagnosticBag diagnostics)
    {
        var git = GitSearch.From(directory);
        string? globalFile = GlobalReader.Find(directory, git);
        if (git.Stranger is { } stranger)
        {
            diagnostics.Add(StrayFiles.OfStranger(git.Git!, stranger));
        }

        ConfigFragment global =
            globalFile is null ? ConfigFragment.Empty : GlobalReader.Read(globalFile, options, diagnostics);
        string? programFile = ProgramReader.Find(directory);
        ProgramDocument program = programFile is null
            ? ProgramDocument.Empty
            : ProgramReader.Read(programFile, diagnostics, options.IsApproved);
        ConfigFragment plugins = global.Under(program.Plugins);
        NameRules.CheckKinds(plugins, diagnostics);
        return new WorkspaceFiles(
            globalFile,
            programFile,
            program.Name,
            programFile is null ? StackFiles.In(directory) : StackFiles.Of(programFile, program),
            plugins);
    }
}
