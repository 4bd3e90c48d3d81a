namespace P5.Host.Tests;

/// <summary>A workspace, and its findings in one line each.</summary>
public abstract class CheckerTestBase : IDisposable
{
    private protected TemporaryWorkspace Workspace { get; } = new();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Workspace.Dispose();

    /// <summary>
    /// Writes an executable that is never started. On Windows, the command need not have its extension.
    /// </summary>
    private protected void WriteExecutable(string relative) =>
        Workspace.WriteExecutable(OperatingSystem.IsWindows() ? relative + ".exe" : relative, "an executable");

    private protected IReadOnlyList<ConfigurationDiagnostic> Check(string? stack = null) =>
        new ConfigurationChecker().Check(Workspace.Root, stack);

    private protected string[] CheckLines(string? stack = null) => Lines(Check(stack));

    private protected string[] CheckAllLines(string? stack = null) =>
        Lines(new ConfigurationChecker().CheckAll(Workspace.Root, stack));

    private protected string[] Lines(IEnumerable<ConfigurationDiagnostic> findings) =>
        [.. findings.Select(finding => $"{Place(finding)} {finding.Severity} {finding.Id}")];

    private string Place(ConfigurationDiagnostic finding) =>
        Path.GetRelativePath(Workspace.Root, finding.Place).Replace(Path.DirectorySeparatorChar, '/');
}
