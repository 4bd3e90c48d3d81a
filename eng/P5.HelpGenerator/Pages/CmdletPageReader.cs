using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace P5.HelpGenerator;

/// <summary>Reads the page of a cmdlet; CONTRIBUTING.md describes its form.</summary>
/// <param name="file">The file.</param>
/// <param name="links">Where its links lead.</param>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class CmdletPageReader(string file, RepositoryLinks links, Problems problems)
{
    private const int FewestExamples = 3;
    private const string DefaultMark = "Default: ";

    // What Get-Help has for the description of a parameter on a screen of 80 columns.
    private const int TableWidth = 72;

    private static readonly string[] s_sections =
        ["Description", "Examples", "Parameters", "Inputs", "Outputs", "Notes", "Related links"];

    private readonly TextRenderer _renderer = new(
        int.MaxValue, TableWidth, (line, message) => problems.Add(file, line, message));

    /// <summary>Reads the page.</summary>
    /// <param name="markdown">Its text.</param>
    /// <returns>The page, or null if its form is not that of a page.</returns>
    public CmdletPage? Read(string markdown)
    {
        if (Outline.Read(markdown, Report) is not { } page)
        {
            return null;
        }

        if (page.Title != Path.GetFileNameWithoutExtension(file))
        {
            Report(
                page.Line,
                "The heading and the file's name differ: "
                + $"write '# {Path.GetFileNameWithoutExtension(file)}', or rename the file.");
        }

        return HasSections(page)
            ? new CmdletPage(
                file,
                page.Title,
                ReadSynopsis(page),
                ReadProse(Find(page, "Description")),
                ReadExamples(Find(page, "Examples")),
                Find(page, "Parameters").Line,
                [.. ReadParameters(Find(page, "Parameters"))],
                ReadTypes(Find(page, "Inputs")),
                ReadTypes(Find(page, "Outputs")),
                ReadProse(Find(page, "Notes")),
                [.. OnlineVersion(), .. ReadLinks(Find(page, "Related links"))])
            : null;
    }

    private void Report(int line, string message) => problems.Add(file, line, message);

    private static Section Find(Section page, string title) => page.Parts.Single(part => part.Title == title);

    private bool HasSections(Section page)
    {
        string[] titles = [.. page.Parts.Select(part => part.Title)];
        if (titles.SequenceEqual(s_sections))
        {
            return true;
        }

        int same = titles.Zip(s_sections).TakeWhile(pair => pair.First == pair.Second).Count();
        Report(
            same < titles.Length ? page.Parts[same].Line : page.Line,
            $"The sections must be {string.Join(", ", s_sections.Select(title => $"'## {title}'"))}, "
            + "each once and in this order.");
        return false;
    }

    private string ReadSynopsis(Section page)
    {
        if (page.Blocks is [ParagraphBlock paragraph])
        {
            return _renderer.Render(paragraph)[0];
        }

        Report(page.Line, "Write one paragraph, the synopsis, between the name and '## Description'.");
        return "";
    }

    private IReadOnlyList<string> ReadProse(Section section)
    {
        if (section.Blocks.Count == 0)
        {
            Report(section.Line, $"'{section.Title}' is empty: describe it.");
        }

        foreach (Section part in section.Parts)
        {
            Report(part.Line, $"'{section.Title}' has no parts: use a paragraph or a list in place of the heading.");
        }

        return Render(section.Blocks);
    }

    private IReadOnlyList<string> Render(IEnumerable<Block> blocks) =>
        [.. blocks.Select(block => string.Join('\n', _renderer.Render(block)))];

    private IReadOnlyList<Section> ReadParts(Section section)
    {
        if (section.Blocks.Count > 0)
        {
            Report(
                section.Blocks[0].Line + 1,
                $"Under '## {section.Title}' has only parts: put a heading '### …' before this.");
        }

        foreach (IGrouping<string, Section> same in section.Parts.GroupBy(part => part.Title)
            .Where(group => group.Count() > 1))
        {
            Report(same.Last().Line, $"'### {same.Key}' occurs twice: remove one.");
        }

        return section.Parts;
    }

    private IReadOnlyList<PageExample> ReadExamples(Section section)
    {
        if (section.Parts.Count < FewestExamples)
        {
            Report(section.Line, $"There are {section.Parts.Count} examples: write at least {FewestExamples}.");
        }

        return [.. ReadParts(section).Select(ReadExample)];
    }

    private PageExample ReadExample(Section part)
    {
        List<FencedCodeBlock> fences = [.. part.Blocks.OfType<FencedCodeBlock>()];
        List<FencedCodeBlock> code = [.. fences.Where(fence => fence.Info == "powershell")];
        List<FencedCodeBlock> output = [.. fences.Where(fence => fence.Info == "text")];
        if (code.Count != 1
            || output.Count > 1
            || code.Count + output.Count != fences.Count
            || code[0].Lines.Count == 0)
        {
            Report(
                part.Line,
                "An example has one fence ```powershell with its commands, and may have one fence ```text with "
                + "what they print.");
            return new PageExample(part.Title, "", null, []);
        }

        return new PageExample(
            part.Title,
            string.Join('\n', TextRenderer.CodeLines(code[0])),
            output.Count == 0 ? null : string.Join('\n', TextRenderer.CodeLines(output[0])),
            Render(part.Blocks.Except(fences)));
    }

    private IEnumerable<PageParameter> ReadParameters(Section section)
    {
        if (section.Parts.Count > 0)
        {
            return ReadParts(section).Select(ReadParameter);
        }

        // That there are none is all that a page has to say.
        ReadProse(section);
        return [];
    }

    private PageParameter ReadParameter(Section part)
    {
        if (!part.Title.StartsWith('-'))
        {
            Report(part.Line, $"A parameter's heading is its name with a hyphen: write '### -{part.Title}'.");
        }

        List<string> paragraphs = [.. ReadProse(part)];
        string? value = paragraphs is [.., string last] && last.StartsWith(DefaultMark, StringComparison.Ordinal)
            ? last[DefaultMark.Length..].TrimEnd('.')
            : null;
        if (value is not null)
        {
            paragraphs.RemoveAt(paragraphs.Count - 1);
            if (paragraphs.Count == 0)
            {
                Report(part.Line, $"'{part.Title}' has only a default: write what it does.");
            }
        }

        return new PageParameter(part.Title.TrimStart('-'), part.Line, paragraphs, value);
    }

    private List<PagePart> ReadTypes(Section section)
    {
        if (section is { Parts: [], Blocks: [ParagraphBlock paragraph] }
            && InlineText.Of(paragraph.Inline) == PagePart.None)
        {
            return [new PagePart(PagePart.None, section.Line, [])];
        }

        List<PagePart> types =
            [.. ReadParts(section).Select(part => new PagePart(part.Title, part.Line, ReadProse(part)))];
        if (types.Count == 0)
        {
            Report(
                section.Line,
                $"Under '## {section.Title}' write '### ' and the full name of a type, or '### {PagePart.None}', "
                + "and a sentence.");
            types.Add(new PagePart(PagePart.None, section.Line, []));
        }

        return types;
    }

    private IReadOnlyList<PageLink> ReadLinks(Section section)
    {
        List<LinkInline?> found = section.Blocks is [ListBlock list]
            ? [.. list.Cast<ListItemBlock>().Select(LinkIn)]
            : [null];
        if (found.Contains(null) || section.Parts.Count > 0)
        {
            Report(section.Line, "Related links are a list, each item one link: '- [text](target)'.");
        }

        return [.. found.OfType<LinkInline>().Select(ReadLink).OfType<PageLink>()];
    }

    /// <summary>The link of an item that is one link; null for any other item.</summary>
    private static LinkInline? LinkIn(ListItemBlock item) =>
        item is [ParagraphBlock { Inline: { FirstChild: LinkInline link } inline }] && link == inline.LastChild
            ? link
            : null;

    /// <summary>What <c>Get-Help -Online</c> opens: the address of the first link.</summary>
    private IEnumerable<PageLink> OnlineVersion() =>
        links.AddressOf(file) is { } address ? [new PageLink("Online Version:", address)] : [];

    private PageLink? ReadLink(LinkInline link)
    {
        string text = string.Concat(link.Select(InlineText.Of));
        return InlineText.IsAddress(link.Url!) ? new PageLink(text, link.Url) : links.Resolve(file, text, link.Url!);
    }
}
