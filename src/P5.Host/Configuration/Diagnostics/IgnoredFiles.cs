namespace P5.Host;

/// <summary>Finds files that look like configuration, and are not read because others are.</summary>
internal static class IgnoredFiles
{
    public static void Report(
        string workspace, WorkspaceFiles files, IEnumerable<string> stackFiles, Findings findings)
    {
        ReportIf(files.GlobalFile, Path.Combine(workspace, GlobalSource.FileName), findings);
        foreach (string file in stackFiles.Prepend(files.ProgramFile).OfType<string>())
        {
            ReportIf(file, Path.ChangeExtension(file, ".yml"), findings);
        }
    }

    private static void ReportIf(string? read, string other, Findings findings)
    {
        if (read is null || other == read || !File.Exists(other))
        {
            return;
        }

        findings.Add(new ConfigurationDiagnostic
        {
            Severity = DiagnosticSeverity.Warning,
            Id = DiagnosticIds.FileIgnored,
            File = other,
            Message = $"The file is not read: {read} is read instead.",
            Fix = $"Move what counts to {read}, and remove this file.",
        });
    }
}
