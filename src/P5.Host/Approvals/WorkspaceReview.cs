namespace P5.Host;

/// <summary>What a user reviews to approve a workspace: its files, for all stacks, and what they run.</summary>
public sealed class WorkspaceReview
{
    private WorkspaceReview()
    {
    }

    /// <summary>Full path of the workspace's folder.</summary>
    public required string WorkspaceDirectory { get; init; }

    /// <summary>What an approval is for.</summary>
    public required WorkspaceIdentity Identity { get; init; }

    /// <summary>The configuration files of all stacks: first those of all stacks.</summary>
    public required IReadOnlyList<ConfigurationFile> Files { get; init; }

    /// <summary>What would run, a line each, as <see cref="CommandLines"/> lists it.</summary>
    public required IReadOnlyList<string> Commands { get; init; }

    /// <summary>Stack files that cannot be used, and so cannot be approved.</summary>
    public required IReadOnlyList<ConfigurationException> StackErrors { get; init; }

    /// <summary>The warnings about the files.</summary>
    public required IReadOnlyList<ConfigurationDiagnostic> Warnings { get; init; }

    /// <summary>Reads a workspace for all its stacks. Starts nothing.</summary>
    /// <param name="workspaceDirectory">Full path of its folder.</param>
    /// <returns>The review.</returns>
    /// <exception cref="P5Exception">
    /// p5.toml or Pulumi.yaml cannot be used, or a file changed during the review (<see
    /// cref="ErrorIds.ConfigInvalid"/>).
    /// </exception>
    public static WorkspaceReview Of(string workspaceDirectory)
    {
        WorkspaceConfiguration[] all =
        [
            ConfigurationLoader.Load(workspaceDirectory, stackName: null),
            .. StackFiles.Of(workspaceDirectory).List()
                .Select(stack => ConfigurationLoader.Load(workspaceDirectory, stack)),
        ];
        ConfigurationFile[] files =
        [
            .. all.Where(configuration => configuration.StackError is null)
                .SelectMany(configuration => configuration.Files)
                .DistinctBy(file => (file.Path, file.Sha256)),
        ];
        if (files.GroupBy(file => file.Path).FirstOrDefault(group => group.Count() > 1) is { } changed)
        {
            throw new P5Exception(
                ErrorIds.ConfigInvalid, $"{changed.Key} was changed while it was read.", "Try again.");
        }

        return new WorkspaceReview
        {
            WorkspaceDirectory = all[0].WorkspaceDirectory,
            Identity = WorkspaceIdentity.Of(workspaceDirectory),
            Files = files,
            Commands = [.. all.SelectMany(CommandLines.Of).Distinct()],
            StackErrors = [.. all.Select(configuration => configuration.StackError).OfType<ConfigurationException>()],
            Warnings =
            [
                .. all.SelectMany(configuration => configuration.Warnings)
                    .DistinctBy(warning => (warning.Place, warning.Message)),
            ],
        };
    }

    /// <summary>The approval of exactly this.</summary>
    /// <param name="now">When it is given.</param>
    /// <returns>The approval, which takes effect when it is saved.</returns>
    public Approval Approve(DateTimeOffset now) => new()
    {
        Identity = Identity,
        Path = WorkspaceDirectory,
        ApprovedAt = now,
        Files = Files.ToDictionary(file => NameOf(file), file => file.Sha256),
    };

    /// <summary>The name that a file has in approvals: its path below the root of the worktree, with slashes.</summary>
    /// <param name="file">One of <see cref="Files"/>.</param>
    /// <returns>The name.</returns>
    public string NameOf(ConfigurationFile file) => WorkspaceIdentity.NameOf(WorkspaceDirectory, file.Path);
}
