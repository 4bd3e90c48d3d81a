using P5.Host;

namespace P5.Cli;

/// <summary>A finding of <c>p5env check</c>.</summary>
internal sealed record FindingObject(
    string Severity,
    string Id,
    string? File,
    int? Line,
    int? Column,
    string? Key,
    string? Plugin,
    string Message,
    string Fix)
{
    public static FindingObject Of(ConfigurationDiagnostic finding) => new(
        finding.Severity == DiagnosticSeverity.Error ? "error" : "warning",
        finding.Id,
        finding.File,
        finding.Line,
        finding.Column,
        finding.Key,
        finding.Plugin,
        finding.Message,
        finding.Fix);
}
