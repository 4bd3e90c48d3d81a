using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace P5.HelpGenerator;

/// <summary>Turns Markdown into plain text.</summary>
/// <param name="width">The longest line of prose.</param>
/// <param name="tableWidth">The longest line of a table.</param>
/// <param name="report">Takes the lines and texts of what help cannot show.</param>
internal sealed class TextRenderer(int width, int tableWidth, Action<int, string> report)
{
    /// <summary>Renders a block.</summary>
    /// <param name="block">The block.</param>
    /// <returns>Its lines.</returns>
    public IReadOnlyList<string> Render(Block block) => Render(block, width);

    private List<string> Render(Block block, int room)
    {
        try
        {
            switch (block)
            {
                case ParagraphBlock paragraph:
                    return [.. Lines.Wrap(InlineText.Of(paragraph.Inline), room)];
                case CodeBlock code:
                    return [.. Lines.Indent(CodeLines(code), "    ", "    ")];
                case ListBlock list:
                    return
                    [
                        .. list.Cast<ListItemBlock>()
                            .SelectMany((item, index) => RenderItem(item, Marker(list, index), room)),
                    ];
                case Table table:
                    return [.. TextTable.Format([.. table.Cast<TableRow>().Select(Cells)], Math.Min(room, tableWidth))];
                default:
                    throw new NotSupportedException($"Help pages cannot contain a {block.GetType().Name}.");
            }
        }
        catch (NotSupportedException exception)
        {
            report(
                block.Line + 1,
                $"{exception.Message} Use paragraphs, lists, fences, tables, links, code and emphasis.");
            return [];
        }
    }

    /// <summary>The lines of a fence, as they stand there.</summary>
    /// <param name="code">The fence.</param>
    /// <returns>The lines.</returns>
    public static IReadOnlyList<string> CodeLines(CodeBlock code) =>
        [.. code.Lines.Lines.Take(code.Lines.Count).Select(line => line.Slice.ToString())];

    private IEnumerable<string> RenderItem(ListItemBlock item, string marker, int room) =>
        Lines.Indent(
            item.SelectMany(block => Render(block, room - marker.Length)), marker, new string(' ', marker.Length));

    private static string Marker(ListBlock list, int index) =>
        list.IsOrdered
            ? $"{index + int.Parse(list.OrderedStart ?? "1", System.Globalization.CultureInfo.InvariantCulture)}. "
            : "- ";

    private static IReadOnlyList<string> Cells(TableRow row) =>
        [
            .. row.Cast<TableCell>()
                .Select(
                    cell => string.Join(' ', cell.OfType<ParagraphBlock>().Select(text => InlineText.Of(text.Inline)))),
        ];
}
