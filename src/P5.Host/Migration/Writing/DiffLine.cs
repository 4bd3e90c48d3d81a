namespace P5.Host.Migration.Writing;

/// <summary>A line of a comparison.</summary>
/// <param name="Mark">
/// A space where both texts have the line, <c>-</c> where only the old one has it, <c>+</c> where only the new one.
/// </param>
/// <param name="Text">The line with its line end.</param>
internal readonly record struct DiffLine(char Mark, string Text);
