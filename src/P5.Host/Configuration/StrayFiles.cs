namespace P5.Host;

/// <summary>Finds files of configuration that are not read, and stacks without a file.</summary>
internal static class StrayFiles
{
    /// <summary>Reports files that are named like configuration but are not read, because others are.</summary>
    /// <param name="workspace">Full path of the workspace.</param>
    /// <param name="files">What is read of it.</param>
    /// <param name="stackName">The stack whose files are looked for; null for all.</param>
    /// <param name="diagnostics">Takes the findings.</param>
    public static void ReportIgnored(
        string workspace, WorkspaceFiles files, string? stackName, DiagnosticBag diagnostics)
    {
        ReportIgnored(files.GlobalFile, Path.Combine(workspace, GlobalReader.FileName), diagnostics);
        foreach (string name in ProgramReader.FileNames)
        {
            ReportIgnored(files.ProgramFile, Path.Combine(workspace, name), diagnostics);
        }

        foreach (string stack in NamesOf(files.Stacks, stackName))
        {
            foreach (string hidden in files.Stacks.FindHidden(stack))
            {
                ReportIgnored(files.Stacks.Find(stack), hidden, diagnostics);
            }
        }

        ReportBesideProgram(files, stackName, diagnostics);
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
    /// A requested stack that Pulumi's state does not list, and that has no file while others have one. Pulumi allows
    /// that, but a typing error looks the same. Otherwise null.
    /// </summary>
    public static ConfigurationDiagnostic? MissingStack(string workspace, string stackName, StackSelector selector)
    {
        if (selector.Has(workspace, stackName, out IReadOnlyList<string> others))
        {
            return null;
        }

        string? nearest = NearestName.Find(StackFiles.FileNamePart(stackName), others);
        return MissingStack(
            StackFiles.Of(workspace),
            stackName,
            $"Stack '{stackName}' has no file. Known stacks: {string.Join(", ", others)}."
                + (nearest is null ? "" : $" Did you mean {nearest}?"));
    }

    /// <summary>A requested stack without a file in any workspace of a folder.</summary>
    public static ConfigurationDiagnostic MissingStackBelow(string folder, string stackName) => MissingStack(
        StackFiles.In(folder), stackName, $"Stack '{stackName}' has no file in any workspace of {folder}.");

    /// <summary>A git folder of another user, in whose repository no p5.toml is looked for.</summary>
    public static ConfigurationDiagnostic OfStranger(string git, string stranger) => Warning(
        DiagnosticIds.OwnerNotTrusted,
        git,
        $"The repository is ignored: its owner is {stranger}, not you. A {GlobalReader.FileName} at its root is not "
            + "read.",
        FileOwner.Advice(stranger));

    /// <summary>Stack files that configure plugins in folders without a program, and so are not read.</summary>
    public static IEnumerable<ConfigurationDiagnostic> WithoutProgram(IEnumerable<string> folders) =>
        from folder in folders
        from file in StackFiles.In(folder).ListFiles()
        where StackReader.Read(file, new DiagnosticBag()).Plugins.Count > 0
        select Warning(
            DiagnosticIds.StackFileWithoutProgram,
            file,
            "The file configures plugins but is not read: there is no Pulumi.yaml or p5.toml beside it.",
            "Move it beside its program's Pulumi.yaml, or remove it.");

    /// <summary>Stack files beside a program that names another folder for them.</summary>
    private static void ReportBesideProgram(WorkspaceFiles files, string? stackName, DiagnosticBag diagnostics)
    {
        if (files.ProgramFile is not { } program
            || StackFiles.Of(program, ProgramDocument.Empty) is not { } beside
            || beside.Folder == files.Stacks.Folder)
        {
            return;
        }

        foreach (string file in NamesOf(beside, stackName).Select(beside.Find).OfType<string>())
        {
            diagnostics.Add(Warning(
                DiagnosticIds.FileIgnored,
                file,
                $"The file is not read: {program} names {files.Stacks.Folder} as the folder of the stack files.",
                $"Move it to {files.Stacks.Folder}, or remove stackConfigDir from {program}."));
        }
    }

    private static IReadOnlyList<string> NamesOf(StackFiles files, string? stackName) =>
        stackName is null ? files.List() : [stackName];

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

    private static ConfigurationDiagnostic MissingStack(StackFiles files, string stackName, string message) => Warning(
        DiagnosticIds.StackFileNotFound,
        files.PathOf(stackName),
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
