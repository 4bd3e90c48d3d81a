using P5.Host;

namespace P5;

/// <summary>
/// A workspace for the auto environment: its files, what they make run, and whether the user has approved it.
/// </summary>
public sealed class Workspace
{
    internal Workspace(WorkspaceReview review, IReadOnlyList<Approval> approvals)
    {
        var files = review.Files.ToDictionary(review.NameOf, file => file.Sha256);
        Approval? nearest = approvals.MaxBy(approval => files.Count(file => IsIn(approval, file)));
        Path = review.WorkspaceDirectory;
        Repository = review.Identity.Repository;
        ApprovedAt = approvals.Max(approval => approval?.ApprovedAt)?.LocalDateTime;
        Commands = [.. review.Commands];
        Files =
        [
            .. files.Select(file =>
                new WorkspaceFile(file.Key, file.Value, nearest is not null && IsIn(nearest, file))),
        ];
        State = nearest is null ? "NotApproved"
            : nearest.Files.Count == Files.Length && Files.All(file => file.IsApproved) ? "Approved"
            : "Changed";
    }

    /// <summary>A workspace that no longer exists.</summary>
    internal Workspace(Approval latest)
    {
        Path = latest.Path;
        Repository = latest.Identity.Repository;
        ApprovedAt = latest.ApprovedAt.LocalDateTime;
        Commands = [];
        Files = [.. latest.Files.Select(file => new WorkspaceFile(file.Key, file.Value, isApproved: true))];
        State = "Missing";
    }

    /// <summary>The full path of its folder.</summary>
    public string Path { get; }

    /// <summary>
    /// The git folder that the worktrees of its repository share; outside a repository, <see cref="Path"/> without
    /// links.
    /// </summary>
    public string Repository { get; }

    /// <summary>
    /// <c>Approved</c>; <c>Changed</c> if a file differs from the approved one or is gone; <c>NotApproved</c>; or
    /// <c>Missing</c> if an approved folder is no longer a workspace.
    /// </summary>
    public string State { get; }

    /// <summary>When it was last approved, in local time; null if it never was.</summary>
    public DateTime? ApprovedAt { get; }

    /// <summary>Its configuration files, of all stacks.</summary>
    public WorkspaceFile[] Files { get; }

    /// <summary>What would run or be read, a line each.</summary>
    public string[] Commands { get; }

    /// <summary>The folder.</summary>
    /// <returns>Its path.</returns>
    public override string ToString() => Path;

    private static bool IsIn(Approval approval, KeyValuePair<string, string> file) =>
        approval.Files.GetValueOrDefault(file.Key) == file.Value;
}

/// <summary>A configuration file of a workspace, and whether it is as it was approved.</summary>
public sealed class WorkspaceFile
{
    internal WorkspaceFile(string name, string sha256, bool isApproved)
    {
        Name = name;
        Sha256 = sha256;
        IsApproved = isApproved;
    }

    /// <summary>
    /// Its path below the root of the repository, with slashes; outside a repository, below the workspace.
    /// </summary>
    public string Name { get; }

    /// <summary>
    /// The SHA-256 of its content, in lower-case hexadecimal; of the approved content if the workspace is missing.
    /// </summary>
    public string Sha256 { get; }

    /// <summary>Whether this content is approved.</summary>
    public bool IsApproved { get; }

    /// <summary>The file's name.</summary>
    /// <returns>Its path.</returns>
    public override string ToString() => Name;
}
