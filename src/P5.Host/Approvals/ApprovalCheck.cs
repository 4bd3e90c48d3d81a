namespace P5.Host;

/// <summary>Compares what was read of a workspace with what its user approved.</summary>
internal static class ApprovalCheck
{
    /// <summary>Names the files of a workspace whose content is not approved.</summary>
    /// <param name="approvals">What is approved of the workspace, the latest first; at least one.</param>
    /// <param name="workspaceDirectory">Full path of the workspace.</param>
    /// <param name="files">Its files as they were read.</param>
    /// <param name="stackName">
    /// The stack whose file is among them: those of other stacks are not compared. Null for none.
    /// </param>
    /// <returns>The files, by the approval that is nearest; none if all is approved.</returns>
    public static IReadOnlyList<string> Differences(
        IReadOnlyList<Approval> approvals,
        string workspaceDirectory,
        IReadOnlyList<ConfigurationFile> files,
        string? stackName)
    {
        Dictionary<string, string> read = files.ToDictionary(
            file => WorkspaceIdentity.NameOf(workspaceDirectory, file.Path), file => file.Sha256);
        string? stack = stackName is null ? null : StackFiles.FileNamePart(stackName);
        return approvals.Select(approval => Differences(approval, read, stack)).MinBy(files => files.Count)!;
    }

    private static List<string> Differences(Approval approval, Dictionary<string, string> read, string? stack)
    {
        // One that is gone changes the configuration as well as one that is new.
        IEnumerable<string> gone = approval.Files.Keys.Where(name => !read.ContainsKey(name) && Counts(name, stack));
        return
        [
            .. read.Where(file => approval.Files.GetValueOrDefault(file.Key) != file.Value)
                .Select(file => file.Key)
                .Concat(gone)
                .Order(StringComparer.Ordinal),
        ];
    }

    private static bool Counts(string name, string? stack) =>
        StackFiles.StackOf(name[(name.LastIndexOf('/') + 1)..]) is not { } owner || owner == stack;
}
