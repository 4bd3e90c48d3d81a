namespace P5.Host;

/// <summary>Finds stack files that configure plugins where there is no program, so that nobody reads them.</summary>
internal static class OrphanStackFile
{
    /// <param name="folders">Folders without a program.</param>
    public static IEnumerable<ConfigurationDiagnostic> FindIn(IEnumerable<string> folders) =>
        from folder in folders
        from name in StackFiles.List(folder)
        let file = StackFiles.Find(folder, name)!
        where StackSource.Read(file, new Findings()).Plugins.Count > 0
        select new ConfigurationDiagnostic
        {
            Severity = DiagnosticSeverity.Warning,
            Id = DiagnosticIds.StackFileWithoutProgram,
            File = file,
            Message = "The file configures plugins, but neither Pulumi.yaml nor p5.toml lies beside it: nobody reads it.",
            Fix = "Move it beside its program's Pulumi.yaml, or remove it.",
        };
}
