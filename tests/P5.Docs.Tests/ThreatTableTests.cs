using System.Text.RegularExpressions;

namespace P5.Docs.Tests;

/// <summary>Every threat of docs/security.md has tests that exist and are in the hostile suite.</summary>
public sealed partial class ThreatTableTests
{
    private const string Trait = "[Trait(\"Category\", \"Hostile\")]";

    private static readonly ILookup<string, string> s_classes =
        Directory.EnumerateFiles(Repository.PathOf("tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(file => Path.GetFileNameWithoutExtension(file));

    private static readonly HashSet<string?> s_pesterFiles =
    [
        .. Directory.EnumerateFiles(Repository.PathOf("tests/pester"), "*.Tests.ps1", SearchOption.AllDirectories)
            .Select(Path.GetFileName),
    ];

    public static TheoryData<string> Rows =>
    [
        .. File.ReadLines(Repository.PathOf("docs/security.md"))
            .SkipWhile(line => line != "## Threats")
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith('|'))
            .Skip(2),
    ];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Threat_OfTheTable_HasTests(string row)
    {
        string[] cells = [.. row.Split('|')[1..^1].Select(cell => cell.Trim())];
        cells.Length.ShouldBe(4);
        string[] tests = [.. Code().Matches(cells[3]).Select(match => match.Groups["name"].Value)];

        tests.Where(test => !s_pesterFiles.Contains(test) && !s_classes[test].Any()).ShouldBeEmpty();
        tests.SelectMany(test => s_classes[test])
            .Where(file => !File.ReadAllText(file).Contains(Trait, StringComparison.Ordinal))
            .ShouldBeEmpty();

        // P5 promises nothing there, and says so.
        tests.Length.ShouldBeGreaterThan(cells[2] == "[nothing](#what-p5-does-not-do)" ? -1 : 0);
    }

    [GeneratedRegex("`(?<name>[^`]+)`")]
    private static partial Regex Code();
}
