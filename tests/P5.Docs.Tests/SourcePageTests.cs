using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using P5.Host;

namespace P5.Docs.Tests;

/// <summary>
/// The pages of the built-in sources: one each, of the same shape, with the settings that the code knows.
/// </summary>
public sealed partial class SourcePageTests
{
    private static readonly string[] s_sections = ["First use", "Settings", "What it sets", "What it needs", "Errors"];

    private static readonly Lazy<Dictionary<string, string[]>> s_settings = new(() =>
        JsonNode.Parse(ConfigurationSchema.ToJson())!["definitions"]!["plugin"]!["allOf"]!.AsArray().ToDictionary(
            source => (string)source!["if"]!["properties"]!["builtin"]!["const"]!,
            source => source!["then"]!["properties"]!["config"]!["properties"]!.AsObject()
                .Select(setting => setting.Key)
                .ToArray()));

    public static TheoryData<string> Sources => [.. s_settings.Value.Keys];

    [Fact]
    public void Pages_AreThoseOfTheSources() =>
        Directory.GetFiles(Repository.PathOf("docs/sources"))
            .Select(Path.GetFileNameWithoutExtension)
            .ShouldBe(s_settings.Value.Keys, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Sources))]
    public void Page_HasTheSectionsOfAllPages(string source) =>
        Heading().Matches(Read(source))
            .Select(heading => heading.Groups["title"].Value)
            .Where(s_sections.Contains)
            .ShouldBe(s_sections);

    [Theory]
    [MemberData(nameof(Sources))]
    public void Settings_AreThoseOfTheCode(string source)
    {
        string section = Read(source).Split("\n## Settings\n")[1].Split("\n## ")[0];
        string[] inTable =
        [
            .. Table().Match(section).Value.Split('\n')
                .SelectMany(row => Code().Matches(row.Split(" | ")[0]))
                .Select(code => code.Groups["text"].Value),
        ];
        inTable.Except(s_settings.Value[source]).ShouldBeEmpty();
        inTable.ShouldBeUnique();
        s_settings.Value[source].Where(setting => !section.Contains($"`{setting}`", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    private static string Read(string source) => File.ReadAllText(Repository.PathOf($"docs/sources/{source}.md"));

    [GeneratedRegex("^## (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    /// <summary>The first table.</summary>
    [GeneratedRegex(@"(^\| `.*\n)+", RegexOptions.Multiline)]
    private static partial Regex Table();

    [GeneratedRegex("`(?<text>[^`]+)`")]
    private static partial Regex Code();
}
