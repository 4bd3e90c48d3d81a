namespace P5.Host;

/// <summary>Says that a stack that was asked for has no file. Pulumi allows that, but a typing error looks so too.</summary>
internal static class MissingStack
{
    /// <summary>Of one workspace.</summary>
    public static ConfigurationDiagnostic In(string workspace, string stackName)
    {
        IReadOnlyList<string> stacks = StackFiles.List(workspace);
        string found = stacks.Count == 0 ? "There is no stack file at all." : $"There are {string.Join(", ", stacks)}.";
        string? nearest = NearestName.Find(StackFiles.FileNamePart(stackName), stacks);
        return Create(
            StackFiles.PathOf(workspace, stackName),
            $"Stack '{stackName}' has no file. {found}{(nearest is null ? "" : $" Did you mean {nearest}?")}");
    }

    /// <summary>Of all workspaces of a folder.</summary>
    public static ConfigurationDiagnostic Below(string folder, string stackName) => Create(
        StackFiles.PathOf(folder, stackName), $"Stack '{stackName}' has no file in any workspace of {folder}.");

    private static ConfigurationDiagnostic Create(string file, string message) => new()
    {
        Severity = DiagnosticSeverity.Warning,
        Id = DiagnosticIds.StackFileNotFound,
        File = file,
        Message = message,
        Fix = "Correct the stack's name, or write the file if the stack has values of its own.",
    };
}
