namespace P5.Host;

/// <summary>Finds files of configuration that are not read, and stacks without a file.</summary>
internal static class StrayFiles
{
    /// <summary>Reports files that are named like configuration but are not read, because others are.</summary>
    public static void ReportIgnored(
        string workspace, WorkspaceFiles files, IEnumerable<string> stackFiles, DiagnosticBag diagnostics)
    {
        ReportIgnored(files.GlobalFile, Path.Combine(workspace, GlobalReader.FileName), diagnostics);
        foreach (string file in stackFiles.Prepend(files.ProgramFile).OfType<string>())
        {
            ReportIgnored(file, Path.ChangeExtension(file, ".yml"), diagnostics);
        }
    }

    /// <summary>Reports stack files that are not read because of their names.</summary>
    public static void ReportMisnamed(IEnumerable<string> files, DiagnosticBag diagnostics)
    {
        foreach (string file in files)
        {
            diagnostics.Add(Warning(
                DiagnosticIds.FileIgnored,
                file,
                $"The file is not read: '{StackFiles.StackOf(Path.GetFileName(file))}' cannot be the name of a stack.",
                "Rename the file, or remove it."));
        }
    }

    /// <summary>
    /// A requested stack without a file in a workspace. Pulumi allows that, but a typing error looks the same.
    /// </summary>
    public static ConfigurationDiagnostic MissingStack(string workspace, string stackName)
    {
        IReadOnlyList<string> stacks = StackFiles.List(workspace);
        string found = stacks.Count == 0 ? "There is no stack file." : $"There are {string.Join(", ", stacks)}.";
        string? nearest = NearestName.Find(StackFiles.FileNamePart(stackName), stacks);
        return MissingStack(
            workspace,
            stackName,
            $"Stack '{stackName}' has no file. {found}{(nearest is null ? "" : $" Did you mean {nearest}?")}");
    }

    /// <summary>A requested stack without a file in any workspace of a folder.</summary>
    public static ConfigurationDiagnostic MissingStackBelow(string folder, string stackName) =>
        MissingStack(folder, stackName, $"Stack '{stackName}' has no file in any workspace of {folder}.");

    /// <summary>Stack files that configure plugins in folders without a program, and so are not read.</summary>
    public static IEnumerable<ConfigurationDiagnostic> WithoutProgram(IEnumerable<string> folders) =>
        from folder in folders
        from file in StackFiles.ListFiles(folder)
        where StackReader.Read(file, new DiagnosticBag()).Plugins.Count > 0
        select Warning(
            DiagnosticIds.StackFileWithoutProgram,
            file,
            "The file configures plugins but is not read: there is no Pulumi.yaml or p5.toml beside it.",
            "Move it beside its program's Pulumi.yaml, or remove it.");

    private static void ReportIgnored(string? read, string other, DiagnosticBag diagnostics)
    {
        if (read is not null && other != read && File.Exists(other))
        {
            diagnostics.Add(Warning(
                DiagnosticIds.FileIgnored,
                other,
                $"The file is not read: {read} is read instead.",
                $"Move its settings to {read}, and remove this file."));
        }
    }

    private static ConfigurationDiagnostic MissingStack(string folder, string stackName, string message) => Warning(
        DiagnosticIds.StackFileNotFound,
        StackFiles.PathOf(folder, stackName),
        message,
        "Correct the stack's name, or create the file if the stack has its own values.");

    private static ConfigurationDiagnostic Warning(string id, string file, string message, string fix) => new()
    {
        Severity = DiagnosticSeverity.Warning,
        Id = id,
        File = file,
        Message = message,
        Fix = fix,
    };
}
