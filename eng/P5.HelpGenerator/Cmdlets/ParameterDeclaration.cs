namespace P5.HelpGenerator;

/// <summary>A parameter as its attributes declare it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type as help shows it.</param>
internal sealed record ParameterDeclaration(string Name, string Type)
{
    /// <summary>Its other names.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The values that it takes; none if it takes any of its type.</summary>
    public IReadOnlyList<string> AcceptedValues { get; init; } = [];

    /// <summary>Whether it takes wildcards.</summary>
    public bool SupportsWildcards { get; init; }

    /// <summary>How it is used, once for each parameter set that has it.</summary>
    public required IReadOnlyList<ParameterUse> Uses { get; init; }

    /// <summary>
    /// The description of what PowerShell adds to a cmdlet that supports <c>ShouldProcess</c>, if the page has none;
    /// null for a parameter of the cmdlet's own.
    /// </summary>
    public string? CommonDescription { get; init; }

    /// <summary>Whether it is a switch.</summary>
    public bool IsSwitch => Type == "SwitchParameter";

    /// <summary>How a parameter set uses it.</summary>
    /// <param name="parameterSet">The set.</param>
    /// <returns>The use, or null if the set does not have it.</returns>
    public ParameterUse? UseIn(string parameterSet) =>
        Uses.FirstOrDefault(use => use.ParameterSet == parameterSet)
            ?? Uses.FirstOrDefault(use => use.ParameterSet is null);
}
