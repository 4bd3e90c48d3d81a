using System.Globalization;
using System.Text;
using DiffPlex;
using DiffPlex.Model;
using P5.GoPlugin;

namespace P5.Migration;

/// <summary>
/// Shows the difference of two texts as <c>diff -u</c> does, with three lines around each change. DiffPlex's renderer
/// cannot be used: it drops carriage returns and does not mark a last line without a line feed, so that <c>git
/// apply</c> rejects its output.
/// </summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    /// <param name="path">The file's path from the folder in which the difference is applied, with slashes.</param>
    /// <param name="before">The old text.</param>
    /// <param name="after">The new text.</param>
    public static string Create(string path, string before, string after)
    {
        DiffResult diff = Differ.Instance.CreateDiffs(
            before, after, ignoreWhiteSpace: false, ignoreCase: false, new LineChunker());
        if (diff.DiffBlocks.Count == 0)
        {
            return "";
        }

        var builder = new StringBuilder();
        builder.Append(CultureInfo.InvariantCulture, $"--- {FileName("a/" + path)}\n+++ {FileName("b/" + path)}\n");
        foreach (List<DiffBlock> changes in Hunks(diff.DiffBlocks))
        {
            AppendHunk(builder, diff, changes);
        }

        return builder.ToString();
    }

    /// <summary>
    /// A path as git writes it: in quotes if it contains characters that end it or that change what a terminal shows,
    /// and with a tab after it if it contains a space. Otherwise programs that apply the difference read the rest of
    /// the name as a date.
    /// </summary>
    private static string FileName(string path)
    {
        if (SafeText.Whole(path) == path && !path.Any(c => c is '"' or '\\'))
        {
            return path.Contains(' ', StringComparison.Ordinal) ? path + "\t" : path;
        }

        var quoted = new StringBuilder("\"");
        foreach (byte value in Encoding.UTF8.GetBytes(path))
        {
            _ = value is < (byte)' ' or > (byte)'~'
                ? quoted.Append('\\').Append(Convert.ToString(value, 8).PadLeft(3, '0'))
                : quoted.Append(value is (byte)'"' or (byte)'\\' ? "\\" : "").Append((char)value);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Two changes with few enough equal lines between them share a hunk.</summary>
    private static List<List<DiffBlock>> Hunks(IEnumerable<DiffBlock> changes)
    {
        var hunks = new List<List<DiffBlock>>();
        int end = 0;
        foreach (DiffBlock change in changes)
        {
            if (hunks.Count == 0 || change.DeleteStartA - end > 2 * Context)
            {
                hunks.Add([]);
            }

            hunks[^1].Add(change);
            end = change.DeleteStartA + change.DeleteCountA;
        }

        return hunks;
    }

    private static void AppendHunk(StringBuilder builder, DiffResult diff, List<DiffBlock> changes)
    {
        int start = Math.Max(changes[0].DeleteStartA - Context, 0);
        int end = Math.Min(changes[^1].DeleteStartA + changes[^1].DeleteCountA + Context, diff.PiecesOld.Count);
        int added = changes.Sum(change => change.InsertCountB - change.DeleteCountA);
        int startAfter = start + changes[0].InsertStartB - changes[0].DeleteStartA;
        builder.Append(
            CultureInfo.InvariantCulture,
            $"@@ -{Range(start, end - start)} +{Range(startAfter, end - start + added)} @@\n");

        int next = start;
        foreach (DiffBlock change in changes)
        {
            Append(builder, ' ', diff.PiecesOld, next, change.DeleteStartA);
            next = change.DeleteStartA + change.DeleteCountA;
            Append(builder, '-', diff.PiecesOld, change.DeleteStartA, next);
            Append(builder, '+', diff.PiecesNew, change.InsertStartB, change.InsertStartB + change.InsertCountB);
        }

        Append(builder, ' ', diff.PiecesOld, next, end);
    }

    private static void Append(StringBuilder builder, char mark, IReadOnlyList<string> lines, int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            builder.Append(mark).Append(lines[i]);
            if (!lines[i].EndsWith('\n'))
            {
                builder.Append("\n\\ No newline at end of file\n");
            }
        }
    }

    /// <summary>First line, from 1, and number of lines; if there are none, the line before.</summary>
    private static string Range(int start, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{(count == 0 ? start : start + 1)},{count}");

    /// <summary>
    /// Divides a text into the lines that <c>git apply</c> counts: each with its line feed. DiffPlex's own chunkers end
    /// a line at a lone carriage return too.
    /// </summary>
    private sealed class LineChunker : IChunker
    {
        public IReadOnlyList<string> Chunk(string text)
        {
            var lines = new List<string>();
            for (int start = 0; start < text.Length; start += lines[^1].Length)
            {
                int end = text.IndexOf('\n', start);
                lines.Add(end < 0 ? text[start..] : text[start..(end + 1)]);
            }

            return lines;
        }
    }
}
