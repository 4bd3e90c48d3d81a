namespace P5.Host;

/// <summary>How bad a finding is.</summary>
public enum DiagnosticSeverity
{
    /// <summary>Something has no effect, or another one than its author may expect.</summary>
    Warning,

    /// <summary>A file cannot be used, or a plugin cannot authenticate.</summary>
    Error,
}
