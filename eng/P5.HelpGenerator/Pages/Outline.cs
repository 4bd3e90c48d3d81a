using Markdig;
using Markdig.Syntax;

namespace P5.HelpGenerator;

/// <summary>Reads Markdown as a tree of headings.</summary>
internal static class Outline
{
    private const int Deepest = 3;

    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UsePipeTables().Build();

    /// <summary>Reads a page.</summary>
    /// <param name="markdown">Its text.</param>
    /// <param name="report">Takes the lines and texts of what is wrong.</param>
    /// <returns>The section of its only heading of the first level, or null if there is none.</returns>
    public static Section? Read(string markdown, Action<int, string> report)
    {
        List<Block> blocks = [.. Markdown.Parse(markdown, s_pipeline)];
        if (blocks is not [HeadingBlock { Level: 1 }, ..]
            || blocks.Skip(1).Any(block => block is HeadingBlock { Level: 1 }))
        {
            report(
                1,
                "The page must begin with its name as a heading, '# Name', and have no other heading of that level.");
            return null;
        }

        foreach (HeadingBlock heading in blocks.OfType<HeadingBlock>().Where(heading => heading.Level > Deepest))
        {
            report(
                heading.Line + 1, $"Headings have at most {Deepest} levels: use a paragraph or a list.");
        }

        return Split(blocks, 1).Single();
    }

    private static IEnumerable<Section> Split(List<Block> blocks, int level)
    {
        int start = 0;
        while (start < blocks.Count)
        {
            var heading = (HeadingBlock)blocks[start];
            List<Block> under =
                [.. blocks.Skip(start + 1).TakeWhile(block => block is not HeadingBlock other || other.Level > level)];
            List<Block> own = [.. under.TakeWhile(block => block is not HeadingBlock)];
            yield return new Section(
                InlineText.Of(heading.Inline),
                heading.Line + 1,
                own,
                [.. Split([.. under.Skip(own.Count)], level + 1)]);
            start += under.Count + 1;
        }
    }
}
