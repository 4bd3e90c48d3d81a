using System.Text.RegularExpressions;
using System.Xml.Linq;
using P5.Host;

namespace P5.Docs.Tests;

/// <summary>What the pages say of the code, held to the code.</summary>
public sealed partial class ReadmeTests
{
    private const string Readme = "README.md";

    [Fact]
    public void QuickStart_OfTheReadme_HasTwoCommandLines()
    {
        string[] lines =
        [
            .. MarkdownDocument.ReadSection(Readme, "Quick start").Snippets
                .Where(snippet => snippet.Language == "sh")
                .SelectMany(snippet => snippet.Text.Split('\n')),
        ];

        lines.ShouldBe(
        [
            "dotnet tool restore && dotnet pwsh -NoProfile -File examples/quickstart/run.ps1",
            "dotnet test",
        ]);
    }

    [Fact]
    public void Version_OfTheReadme_IsTheProjects()
    {
        string version = XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("Version")
            .Single().Value;

        string[] named =
        [
            .. VersionInText().Matches(File.ReadAllText(Repository.PathOf(Readme)))
                .Select(match => match.Groups["version"].Value),
        ];

        named.ShouldNotBeEmpty("the status names it");
        named.ShouldAllBe(name => name == version);
        File.ReadAllText(Repository.PathOf("CHANGELOG.md")).ShouldContain($"## [{version}]");
    }

    [Fact]
    public void Commands_OfTheReadme_AreThoseThatThereAre()
    {
        string[] cmdlets = [.. SourceNames("src/P5.PowerShell/Commands", Cmdlet(), "$1-$2")];
        string[] commands =
        [
            .. SourceNames("src/P5.Cli/Commands", CliCommand(), "$1")
                .Select(name => WordInside().Replace(name, "-").ToLowerInvariant()),
        ];

        string[] documented = [.. MarkdownDocument.ReadSection(Readme, "Commands").FirstCells];

        documented.Where(name => !name.StartsWith("p5env ", StringComparison.Ordinal))
            .ShouldBe(cmdlets, ignoreOrder: true);
        documented.Where(name => name.StartsWith("p5env ", StringComparison.Ordinal))
            .Select(name => name.Split(' ')[1])
            .ShouldBe(commands, ignoreOrder: true);
    }

    [Theory]
    [InlineData("docs/errors.md", "Ids")]
    [InlineData("docs/about/about_P5.md", "Errors")]
    public void Errors_OfAGuide_AreThoseThatThereAre(string file, string section)
    {
        IEnumerable<string> ids = typeof(ErrorIds).GetFields().Select(field => (string)field.GetRawConstantValue()!);

        MarkdownDocument.ReadSection(file, section).FirstCells.ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public void PluginKeys_OfTheGuide_AreTheOptions() =>
        MarkdownDocument.ReadSection("docs/configuration.md", "Keys of a plugin").FirstCells
            .ShouldBe([.. PluginOptions.All.Select(option => option.Key), "config"], ignoreOrder: true);

    /// <summary>
    /// A cmdlet or command is a sealed class in a file named for it; those that are not sealed are their bases.
    /// </summary>
    private static IEnumerable<string> SourceNames(string folder, Regex pattern, string replacement) =>
        Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs")
            .Where(file => File.ReadAllText(file).Contains(" sealed class ", StringComparison.Ordinal))
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(name => pattern.IsMatch(name))
            .Select(name => pattern.Replace(name, replacement));

    [GeneratedRegex(@"(artifacts/P5/|Version )(?<version>\d+\.\d+\.\d+)")]
    private static partial Regex VersionInText();

    [GeneratedRegex("^([A-Z][a-z]+)(P5[A-Za-z]+)Command$")]
    private static partial Regex Cmdlet();

    /// <summary>Where a name's second word begins.</summary>
    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordInside();

    [GeneratedRegex("^([A-Za-z]+)Command$")]
    private static partial Regex CliCommand();
}
