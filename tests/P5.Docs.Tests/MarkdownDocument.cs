using System.Text.RegularExpressions;

namespace P5.Docs.Tests;

/// <summary>A page of the documentation, as far as the tests look into it.</summary>
internal sealed partial class MarkdownDocument
{
    private const string Fence = "```";

    private readonly List<(int Number, string Text)> _prose = [];
    private readonly List<Snippet> _snippets = [];

    private MarkdownDocument(IReadOnlyList<string> lines)
    {
        int opening = -1;
        for (int index = 0; index < lines.Count; index++)
        {
            bool isFence = lines[index].StartsWith(Fence, StringComparison.Ordinal);
            if (opening < 0 && !isFence)
            {
                _prose.Add((index + 1, lines[index]));
            }
            else if (opening < 0)
            {
                opening = index;
            }
            else if (Closes(lines[index], lines[opening]))
            {
                string text = string.Join('\n', lines.Skip(opening + 1).Take(index - opening - 1));
                _snippets.Add(new Snippet(opening + 1, lines[opening].TrimStart('`').Trim(), text));
                opening = -1;
            }
        }

        opening.ShouldBe(-1, "a fence is not closed");
    }

    /// <summary>The pages: those at the root and all of docs/, with slashes from the root.</summary>
    public static IEnumerable<string> Files { get; } =
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    public IReadOnlyList<Snippet> Snippets => _snippets;

    /// <summary>Targets of links with the number of their line.</summary>
    public IEnumerable<(int Line, string Target)> Links =>
        from line in _prose
        from Match match in Link().Matches(InlineCode().Replace(line.Text, ""))
        select (line.Number, match.Groups["target"].Value);

    /// <summary>
    /// What a link can name after '#': the headings in lower case, with hyphens for spaces, without punctuation.
    /// </summary>
    public IEnumerable<string> Anchors =>
        from line in _prose
        where line.Text.StartsWith('#')
        select NoAnchor().Replace(line.Text.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    /// <summary>What stands between code marks, outside fences.</summary>
    public IEnumerable<string> InlineCodes =>
        from line in _prose
        from Match match in InlineCode().Matches(line.Text)
        select match.Value.Trim('`');

    /// <summary>The first cells of all table rows, without their code marks.</summary>
    public IEnumerable<string> FirstCells =>
        from line in _prose
        let match = FirstCell().Match(line.Text)
        where match.Success
        select match.Groups["code"].Value;

    public static MarkdownDocument Read(string file) => new(File.ReadAllLines(Repository.PathOf(file)));

    /// <summary>The part under a heading of the second level, up to the next.</summary>
    public static MarkdownDocument ReadSection(string file, string heading) => new(
        [.. File.ReadAllLines(Repository.PathOf(file))
            .SkipWhile(line => line != $"## {heading}")
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))]);

    /// <summary>A longer fence shows shorter ones as text.</summary>
    private static bool Closes(string line, string opening) =>
        line.TrimEnd().TrimStart('`').Length == 0
            && line.TrimEnd().Length >= opening.Length - opening.TrimStart('`').Length;

    [GeneratedRegex(@"\[[^\]]+\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]+`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();

    [GeneratedRegex(@"^\| `(?<code>[^`]+)` \|")]
    private static partial Regex FirstCell();
}
