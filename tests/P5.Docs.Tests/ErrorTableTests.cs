using System.Text.RegularExpressions;

namespace P5.Docs.Tests;

/// <summary>The tables of errors of the built-in sources: each message is one that the code has.</summary>
public sealed partial class ErrorTableTests
{
    private static readonly string[] s_folders =
    [
        .. Directory.GetDirectories(Repository.PathOf("src"), "P5.Sources*"),
        .. new[] { "Sources", "Store", "Files", "Credentials" }
            .Select(folder => Repository.PathOf($"src/P5.Host/{folder}")),
    ];

    private static readonly Lazy<string[]> s_literals = new(() =>
    [
        .. s_folders
            .SelectMany(folder => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories))
            .SelectMany(file => LiteralsOf(File.ReadAllText(file)))
            .Distinct(),
    ]);

    public static TheoryData<string, string> Messages
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string file in Directory.GetFiles(Repository.PathOf("docs/sources"), "*.md").Order())
            {
                string text = File.ReadAllText(file);
                string table = text[text.IndexOf("\n## Errors", StringComparison.Ordinal)..];
                foreach (string cell in Row().Matches(table).Select(row => row.Groups["cell"].Value))
                {
                    foreach (Match message in Code().Matches(cell))
                    {
                        data.Add(Path.GetFileName(file), message.Groups["text"].Value);
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_OfAPage_IsOneOfTheCode(string file, string message)
    {
        file.ShouldNotBeEmpty();
        foreach (string part in message.Split('…', StringSplitOptions.RemoveEmptyEntries).Select(Fixed))
        {
            s_literals.Value.Any(literal => IsIn(literal, part)).ShouldBeTrue($"'{part}' is in no message");
        }
    }

    /// <summary>
    /// Whether a literal has the part, or most of it: the rest is the value of a placeholder, such as a setting.
    /// </summary>
    private static bool IsIn(string literal, string part) =>
        literal.Contains(part, StringComparison.Ordinal)
        || (literal.Length * 2 >= part.Length && part.Contains(literal, StringComparison.Ordinal));

    /// <summary>
    /// The longest part without a placeholder, which the pages write as NAME, or as a number. What a setting must be is
    /// a literal of its own.
    /// </summary>
    private static string Fixed(string part) =>
        Placeholder().Split(part).MaxBy(piece => piece.Trim().Length)!.Trim(' ', ':', '.', '"', '\'', '[', ']');

    /// <summary>The texts of string literals without what is interpolated; parts of a sum are one text.</summary>
    private static IEnumerable<string> LiteralsOf(string source) =>
        from literal in Literal().Matches(Sum().Replace(source, ""))
        let text = literal.Groups["text"].Value.Replace("\\\"", "\"", StringComparison.Ordinal)
        from piece in Interpolation().Split(text)
        let trimmed = piece.Trim(' ', ':', '.', '"', '\'', '[', ']')
        where trimmed.Length >= 4
        select trimmed;

    [GeneratedRegex(@"^\| (?<cell>`.*?) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<text>[^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\b[A-Z][A-Z_]*\b|\b\d+\b|\bmust be (?=\w)")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"""\s*\+\s*\$?""")]
    private static partial Regex Sum();

    [GeneratedRegex(@"""(?<text>(?:[^""\\\r\n]|\\.)*)""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Interpolation();
}
