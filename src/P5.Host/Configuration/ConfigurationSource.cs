namespace P5.Host;

/// <summary>Where a setting stands that counts after merging. Never its value.</summary>
/// <param name="File">Full path of the file.</param>
/// <param name="Line">The line of its key, 1-based.</param>
/// <param name="Column">The column of its key, 1-based, in UTF-16 code units.</param>
public sealed record ConfigurationSource(string File, int Line, int Column)
{
    /// <summary>The place as editors take it.</summary>
    /// <returns><c>file:line:column</c>.</returns>
    public override string ToString() => ConfigurationDiagnostic.PlaceOf(File, Line, Column);
}
