using P5.Host;

namespace P5.Docs.Tests;

/// <summary>What every page must keep.</summary>
public sealed class DocumentTests
{
    public static TheoryData<string> Files => [.. MarkdownDocument.Files];

    public static TheoryData<string, int> TomlSnippets => SnippetsIn("toml");

    public static TheoryData<string, int> YamlSnippets => SnippetsIn("yaml");

    [Theory]
    [MemberData(nameof(Files))]
    public void Links_OfAPage_LeadSomewhere(string file)
    {
        string[] broken =
        [
            .. MarkdownDocument.Read(file).Links
                .Where(link => !link.Target.Contains("://", StringComparison.Ordinal) && !Exists(file, link.Target))
                .Select(link => $"{file}:{link.Line}: {link.Target}"),
        ];

        broken.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(TomlSnippets))]
    public void Toml_OfAPage_IsAConfiguration(string file, int line)
    {
        using var workspace = new TemporaryFolder();
        workspace.Write("p5.toml", TextOf(file, line));

        WorkspaceConfiguration configuration = ConfigurationLoader.Load(workspace.Root, stackName: null);

        configuration.Plugins.ShouldNotBeEmpty();
        configuration.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(YamlSnippets))]
    public void Yaml_OfAPage_IsAMap(string file, int line) =>
        YamlDocument.Read(file, TextOf(file, line)).Entries.ShouldNotBeEmpty();

    private static TheoryData<string, int> SnippetsIn(string language)
    {
        var data = new TheoryData<string, int>();
        foreach (string file in MarkdownDocument.Files)
        {
            foreach (Snippet snippet in MarkdownDocument.Read(file).Snippets
                .Where(snippet => snippet.Language == language))
            {
                data.Add(file, snippet.Line);
            }
        }

        return data;
    }

    private static string TextOf(string file, int line) =>
        MarkdownDocument.Read(file).Snippets.Single(snippet => snippet.Line == line).Text;

    private static bool Exists(string file, string target)
    {
        string[] parts = target.Split('#', 2);
        string folder = Path.GetDirectoryName(file)!;
        string path = parts[0].Length == 0 ? file : Path.Combine(folder, parts[0]);
        return Path.Exists(Repository.PathOf(path))
            && (parts.Length == 1 || MarkdownDocument.Read(path).Anchors.Contains(parts[1]));
    }
}
