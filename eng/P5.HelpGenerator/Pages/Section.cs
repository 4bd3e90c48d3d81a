using Markdig.Syntax;

namespace P5.HelpGenerator;

/// <summary>A heading with what stands under it.</summary>
/// <param name="Title">The heading's text.</param>
/// <param name="Line">Its line, the first is 1.</param>
/// <param name="Blocks">What stands before the first heading below it.</param>
/// <param name="Parts">The headings of the next level.</param>
internal sealed record Section(string Title, int Line, IReadOnlyList<Block> Blocks, IReadOnlyList<Section> Parts);
