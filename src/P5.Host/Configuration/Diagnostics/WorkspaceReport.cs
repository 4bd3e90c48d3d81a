namespace P5.Host;

/// <summary>What the check of one workspace found.</summary>
/// <param name="GlobalFile">Full path of its p5.toml, or null.</param>
/// <param name="StackIsMissing">Whether a stack was asked for that has no file there.</param>
/// <param name="Findings">The findings, some possibly twice.</param>
internal sealed record WorkspaceReport(
    string? GlobalFile, bool StackIsMissing, IReadOnlyList<ConfigurationDiagnostic> Findings);
