namespace P5.HelpGenerator;

/// <summary>A cmdlet as its attributes declare it.</summary>
/// <param name="Verb">Its verb.</param>
/// <param name="Noun">Its noun.</param>
/// <param name="ParameterSets">
/// Its parameter sets, the default one first; one with an empty name if it has none.
/// </param>
/// <param name="Parameters">
/// Its own parameters, in the order of the source, and those that PowerShell adds for it.
/// </param>
/// <param name="OutputTypes">The full names of what it says it writes.</param>
internal sealed record CmdletDeclaration(
    string Verb,
    string Noun,
    IReadOnlyList<string> ParameterSets,
    IReadOnlyList<ParameterDeclaration> Parameters,
    IReadOnlyList<string> OutputTypes)
{
    /// <summary>Verb and noun.</summary>
    public string Name => $"{Verb}-{Noun}";
}
