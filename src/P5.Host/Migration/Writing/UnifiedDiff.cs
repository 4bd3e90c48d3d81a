using System.Globalization;
using System.Text;

namespace P5.Host.Migration.Writing;

/// <summary>Shows the difference of two texts as <c>diff -u</c> does, with three lines around each change.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    public static string Create(string path, string before, string after)
    {
        IReadOnlyList<DiffLine> lines = LineComparison.Compare(Lines(before), Lines(after));
        var builder = new StringBuilder();
        int next = 0;
        while (NextChange(lines, next) is { } change)
        {
            int start = Math.Max(change - Context, next);
            int end = HunkEnd(lines, change);
            if (builder.Length == 0)
            {
                builder.Append(CultureInfo.InvariantCulture, $"--- {path}\n+++ {path}\n");
            }

            AppendHunk(builder, lines, start, end);
            next = end;
        }

        return builder.ToString();
    }

    private static string[] Lines(string text)
    {
        string[] lines = text.Split('\n');
        return lines[^1].Length == 0
            ? [.. lines.SkipLast(1).Select(line => line + "\n")]
            : [.. lines.SkipLast(1).Select(line => line + "\n"), lines[^1]];
    }

    private static int? NextChange(IReadOnlyList<DiffLine> lines, int from)
    {
        for (int i = from; i < lines.Count; i++)
        {
            if (lines[i].Mark != ' ')
            {
                return i;
            }
        }

        return null;
    }

    /// <summary>Two changes with few enough equal lines between them share a hunk.</summary>
    private static int HunkEnd(IReadOnlyList<DiffLine> lines, int change)
    {
        int last = change;
        for (int i = change; i < lines.Count && i - last <= 2 * Context; i++)
        {
            if (lines[i].Mark != ' ')
            {
                last = i;
            }
        }

        return Math.Min(last + Context + 1, lines.Count);
    }

    private static void AppendHunk(StringBuilder builder, IReadOnlyList<DiffLine> lines, int start, int end)
    {
        builder.Append("@@ -").Append(Range(lines, start, end, '+'))
            .Append(" +").Append(Range(lines, start, end, '-')).Append(" @@\n");
        foreach (DiffLine line in lines.Take(start..end))
        {
            builder.Append(line.Mark).Append(line.Text);
            if (!line.Text.EndsWith('\n'))
            {
                builder.Append("\n\\ No newline at end of file\n");
            }
        }
    }

    /// <summary>First line and number of lines on one side, which has no lines of the other side's mark.</summary>
    private static string Range(IReadOnlyList<DiffLine> lines, int start, int end, char otherMark)
    {
        int before = lines.Take(start).Count(line => line.Mark != otherMark);
        int count = lines.Take(start..end).Count(line => line.Mark != otherMark);
        return string.Create(CultureInfo.InvariantCulture, $"{(count == 0 ? before : before + 1)},{count}");
    }
}
