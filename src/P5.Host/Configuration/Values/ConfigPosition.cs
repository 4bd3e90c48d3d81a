namespace P5.Host;

/// <summary>Where a value is written.</summary>
/// <param name="File">Full path of the file.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based, in UTF-16 code units.</param>
internal sealed record ConfigPosition(string File, int Line, int Column);
