namespace P5.Host.Migration.Writing;

/// <summary>
/// Finds the fewest lines to take away and to add, with Myers' greedy algorithm: its cost grows with the number of
/// changes, and a conversion changes few lines even of a long file.
/// </summary>
internal static class LineComparison
{
    public static IReadOnlyList<DiffLine> Compare(string[] before, string[] after)
    {
        // Row d holds, for each diagonal k = -d..d (at index k + d), how many old lines d changes can pass.
        var rows = new List<int[]>();
        while (true)
        {
            int[] row = NextRow(before, after, rows);
            rows.Add(row);
            int end = before.Length - after.Length + rows.Count - 1;
            if (end >= 0 && end < row.Length && row[end] >= before.Length)
            {
                return WalkBack(before, after, rows);
            }
        }
    }

    private static int[] NextRow(string[] before, string[] after, List<int[]> rows)
    {
        int changes = rows.Count;
        int[] row = new int[(2 * changes) + 1];
        for (int diagonal = -changes; diagonal <= changes; diagonal += 2)
        {
            int old = changes == 0 ? 0 : Step(rows[^1], diagonal, changes).Old;
            while (old < before.Length && old - diagonal < after.Length && before[old] == after[old - diagonal])
            {
                old++;
            }

            row[diagonal + changes] = old;
        }

        return row;
    }

    /// <summary>Where the better way onto a diagonal lands, and whether it takes an old line away.</summary>
    private static (int Old, bool Removes) Step(int[] previous, int diagonal, int changes)
    {
        int adding = At(diagonal + 1);
        int removing = At(diagonal - 1) + 1;
        return diagonal == -changes || (diagonal != changes && removing <= adding)
            ? (adding, false)
            : (removing, true);

        int At(int k) => k + changes - 1 is var index && index >= 0 && index < previous.Length ? previous[index] : 0;
    }

    private static List<DiffLine> WalkBack(string[] before, string[] after, List<int[]> rows)
    {
        var lines = new List<DiffLine>();
        int old = before.Length;
        int added = after.Length;
        for (int changes = rows.Count - 1; changes > 0; changes--)
        {
            (int start, bool removes) = Step(rows[changes - 1], old - added, changes);
            TakeCommon(start);
            lines.Add(removes ? new DiffLine('-', before[--old]) : new DiffLine('+', after[--added]));
        }

        TakeCommon(0);
        lines.Reverse();
        return lines;

        void TakeCommon(int start)
        {
            while (old > start)
            {
                lines.Add(new DiffLine(' ', before[--old]));
                added--;
            }
        }
    }
}
