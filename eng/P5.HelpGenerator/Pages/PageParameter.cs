namespace P5.HelpGenerator;

/// <summary>The description of a parameter.</summary>
/// <param name="Name">The parameter, without its hyphen.</param>
/// <param name="Line">The line of its heading.</param>
/// <param name="Description">Paragraphs about it.</param>
/// <param name="Default">What the line <c>Default:</c> says; null if there is none.</param>
internal sealed record PageParameter(string Name, int Line, IReadOnlyList<string> Description, string? Default);
