namespace P5.PowerShell;

internal static class VariableList
{
    /// <summary>Lists names for a sentence.</summary>
    /// <param name="names">The names; a plugin may return no variables.</param>
    public static string Of(IReadOnlyCollection<string> names) =>
        names.Count == 0 ? "no variables" : string.Join(", ", names);
}
