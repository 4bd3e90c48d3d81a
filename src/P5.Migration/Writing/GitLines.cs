using DiffPlex;

namespace P5.Migration.Writing;

/// <summary>
/// Divides a text into the lines that <c>git apply</c> counts: each with its line feed, and a lone carriage return
/// within a line. DiffPlex's own chunkers end a line at that too.
/// </summary>
internal sealed class GitLines : IChunker
{
    /// <inheritdoc/>
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
