using System.Text;
using Markdig.Syntax;

namespace P5.HelpGenerator;

/// <summary>Reads the page of a topic: its name, one line that says what it is about, and sections.</summary>
/// <param name="file">The file.</param>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class TopicReader(string file, Problems problems)
{
    private const int Width = 80;
    private const string Margin = "    ";
    private const string PartMargin = "  ";

    private readonly TextRenderer _renderer =
        new(Width - Margin.Length, Width - Margin.Length, (line, message) => problems.Add(file, line, message));

    private readonly StringBuilder _text = new();

    /// <summary>Reads the page.</summary>
    /// <param name="markdown">Its text.</param>
    /// <returns>The topic, or null if its form is not that of a topic.</returns>
    public HelpTopic? Read(string markdown)
    {
        if (Outline.Read(markdown, (line, message) => problems.Add(file, line, message)) is not { } page)
        {
            return null;
        }

        if (page.Title != Path.GetFileNameWithoutExtension(file)
            || !page.Title.StartsWith("about_", StringComparison.Ordinal))
        {
            problems.Add(
                file, page.Line, "A topic's heading is its file's name, 'about_' in front: make both the same.");
        }

        AppendHead(page);
        foreach (Section section in page.Parts)
        {
            Append(section.Title.ToUpperInvariant(), section);
            foreach (Section part in section.Parts)
            {
                Append(PartMargin + part.Title, part);
            }
        }

        return new HelpTopic(page.Title, _text.ToString());
    }

    /// <summary>Get-Help takes the fifth line for the synopsis.</summary>
    private void AppendHead(Section page)
    {
        string[] lines = page.Blocks is [ParagraphBlock paragraph] ? [.. _renderer.Render(paragraph)] : [];
        if (lines.Length != 1)
        {
            problems.Add(
                file,
                page.Line,
                "The name must be followed by one paragraph, the synopsis, of at most "
                + $"{Width - Margin.Length} characters.");
        }

        _text.Append($"TOPIC\n{Margin}{page.Title}\n\nSHORT DESCRIPTION\n{Margin}{string.Join(' ', lines)}\n");
    }

    private void Append(string heading, Section section)
    {
        _text.Append('\n').Append(heading).Append('\n');
        bool isFirst = true;
        foreach (Block block in section.Blocks)
        {
            if (!isFirst)
            {
                _text.Append('\n');
            }

            isFirst = false;
            foreach (string line in Lines.Indent(_renderer.Render(block), Margin, Margin))
            {
                if (line.Length > Width)
                {
                    problems.Add(file, block.Line + 1, $"'{line.Trim()}' does not fit {Width} columns: shorten it.");
                }

                _text.Append(line).Append('\n');
            }
        }
    }
}
