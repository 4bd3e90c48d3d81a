namespace P5.HelpGenerator;

/// <summary>The description of a type that goes in or comes out.</summary>
/// <param name="Name">The type's full name, or <see cref="None"/>.</param>
/// <param name="Line">The line of its heading.</param>
/// <param name="Description">Paragraphs about it.</param>
internal sealed record PagePart(string Name, int Line, IReadOnlyList<string> Description)
{
    /// <summary>Stands for no type.</summary>
    public const string None = "None";
}
