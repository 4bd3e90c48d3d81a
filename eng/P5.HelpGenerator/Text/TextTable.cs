namespace P5.HelpGenerator;

/// <summary>Sets a table in plain text.</summary>
internal static class TextTable
{
    private const int Gap = 2;

    /// <summary>Breaks cells until the table fits; the widest columns give way first, and no word is broken.</summary>
    /// <param name="rows">The rows, the head first, all with the same number of cells.</param>
    /// <param name="width">The longest line.</param>
    /// <returns>The lines. They are longer only if the words are.</returns>
    public static IEnumerable<string> Format(IReadOnlyList<IReadOnlyList<string>> rows, int width)
    {
        int[] widths = FitWidths(rows, width);
        IReadOnlyList<string> rule = [.. widths.Select(column => new string('-', column))];
        bool isBroken = rows.Any(row => row.Where((cell, column) => cell.Length > widths[column]).Any());
        for (int index = 0; index < rows.Count; index++)
        {
            foreach (string line in FormatRow(rows[index], widths))
            {
                yield return line;
            }

            if (index == 0)
            {
                yield return string.Join(new string(' ', Gap), rule);
            }
            else if (isBroken && index < rows.Count - 1)
            {
                yield return "";
            }
        }
    }

    private static int[] FitWidths(IReadOnlyList<IReadOnlyList<string>> rows, int width)
    {
        int[] columns = [.. Enumerable.Range(0, rows[0].Count)];
        int[] narrowest =
            [.. columns.Select(column => rows.Max(row => row[column].Split(' ').Max(word => word.Length)))];
        int[] widths = [.. columns.Select(column => rows.Max(row => row[column].Length))];
        while (widths.Sum() + (Gap * (widths.Length - 1)) > width)
        {
            int widest = columns.Where(column => widths[column] > narrowest[column]).DefaultIfEmpty(-1)
                .MaxBy(column => column < 0 ? 0 : widths[column]);
            if (widest < 0)
            {
                break;
            }

            widths[widest]--;
        }

        return widths;
    }

    private static IEnumerable<string> FormatRow(IReadOnlyList<string> row, int[] widths)
    {
        List<List<string>> cells = [.. row.Select((cell, column) => Lines.Wrap(cell, widths[column]).ToList())];
        for (int line = 0; line < cells.Max(cell => cell.Count); line++)
        {
            yield return string
                .Join(
                    new string(' ', Gap),
                    cells.Select((cell, column) => (line < cell.Count ? cell[line] : "").PadRight(widths[column])))
                .TrimEnd();
        }
    }
}
