namespace P5.Host.Migration.Writing;

/// <summary>
/// Finds the fewest lines to take away and to add, with Myers' greedy algorithm: its cost grows with the square of the
/// number of changes. Where there are many it goes on from the place that so many lead farthest to, so that the whole
/// grows no faster than the text; more lines than needed may then show as changed, which is a right answer too.
/// </summary>
internal static class LineComparison
{
    private const int MostChangesAtOnce = 256;

    public static IReadOnlyList<DiffLine> Compare(string[] before, string[] after)
    {
        var lines = new List<DiffLine>();
        int old = 0;
        int added = 0;
        while (old < before.Length || added < after.Length)
        {
            (int oldLines, int addedLines) = CompareSome(before.AsSpan(old), after.AsSpan(added), lines);
            old += oldLines;
            added += addedLines;
        }

        return lines;
    }

    /// <summary>Adds the lines of both texts as far as so many changes lead, and tells how far that is in each.</summary>
    private static (int Old, int Added) CompareSome(
        ReadOnlySpan<string> before, ReadOnlySpan<string> after, List<DiffLine> lines)
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
                lines.AddRange(WalkBack(before, after, rows));
                return (before.Length, after.Length);
            }

            if (rows.Count > MostChangesAtOnce)
            {
                (int old, int added) = Farthest(row, before.Length, after.Length);
                lines.AddRange(WalkBack(before[..old], after[..added], rows));
                return (old, added);
            }
        }
    }

    private static int[] NextRow(ReadOnlySpan<string> before, ReadOnlySpan<string> after, List<int[]> rows)
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

    private static (int Old, int Added) Farthest(int[] row, int beforeLength, int afterLength)
    {
        int changes = row.Length / 2;
        (int Old, int Added) farthest = default;
        for (int diagonal = -changes; diagonal <= changes; diagonal += 2)
        {
            int old = row[diagonal + changes];
            int added = old - diagonal;
            if (old <= beforeLength && added <= afterLength && old + added > farthest.Old + farthest.Added)
            {
                farthest = (old, added);
            }
        }

        return farthest;
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

    private static List<DiffLine> WalkBack(ReadOnlySpan<string> before, ReadOnlySpan<string> after, List<int[]> rows)
    {
        var lines = new List<DiffLine>();
        int old = before.Length;
        int added = after.Length;
        for (int changes = rows.Count - 1; changes > 0; changes--)
        {
            (int start, bool removes) = Step(rows[changes - 1], old - added, changes);
            while (old > start)
            {
                lines.Add(new DiffLine(' ', before[--old]));
                added--;
            }

            lines.Add(removes ? new DiffLine('-', before[--old]) : new DiffLine('+', after[--added]));
        }

        while (old > 0)
        {
            lines.Add(new DiffLine(' ', before[--old]));
        }

        lines.Reverse();
        return lines;
    }
}
