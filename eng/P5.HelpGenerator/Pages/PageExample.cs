namespace P5.HelpGenerator;

/// <summary>An example.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Code">The commands.</param>
/// <param name="Output">What they print; null if that says nothing.</param>
/// <param name="Remarks">Paragraphs about it.</param>
internal sealed record PageExample(string Title, string Code, string? Output, IReadOnlyList<string> Remarks);
