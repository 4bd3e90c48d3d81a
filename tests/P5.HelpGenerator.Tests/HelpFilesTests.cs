namespace P5.HelpGenerator.Tests;

public sealed class HelpFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("p5-help-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Write_GoodPages_MakesTheModulesHelp()
    {
        var problems = new Problems();

        HelpFiles.Write(Options(Sample.Page, "# about_Sample\n\nTells of samples.\n"), problems);

        problems.Found.ShouldBeEmpty();
        Made().ShouldBe(["P5.HelpGenerator.Tests.dll-Help.xml", "about_Sample.help.txt"]);
    }

    [Fact]
    public void Write_BadPages_ReportsAllThatIsWrongAndWritesNothing()
    {
        var problems = new Problems();

        HelpFiles.Write(
            Options(Sample.Page.Replace("### -Map", "### -Mop", StringComparison.Ordinal), "# about_Sample\n"),
            problems);

        problems.Found.Select(problem => Path.GetFileName(problem.File))
            .ShouldBe(["Get-Sample.md", "Get-Sample.md", "about_Sample.md"], ignoreOrder: true);
        Made().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("assembly")]
    [InlineData("output=a", "root=a", "assembly=a", "assembly=b")]
    [InlineData("assembly=a")]
    public void ReadOptions_LinesThatDoNotSayAll_AreRefused(params string[] lines) =>
        Should.Throw<ArgumentException>(() => HelpOptions.Read(lines));

    private HelpOptions Options(string page, string topic)
    {
        string pageFile = Path.Join(_folder.FullName, "Get-Sample.md");
        string topicFile = Path.Join(_folder.FullName, "about_Sample.md");
        File.WriteAllText(pageFile, page);
        File.WriteAllText(topicFile, topic);
        return HelpOptions.Read(
        [
            $"assembly={Sample.Assembly}",
            $"root={_folder.FullName}",
            $"output={Path.Join(_folder.FullName, "en-US")}",
            $"page={pageFile}",
            $"topic={topicFile}",
            .. Sample.References.Select(reference => $"reference={reference}"),
        ]);
    }

    private IEnumerable<string> Made() => _folder
        .EnumerateFiles("*", SearchOption.AllDirectories)
        .Where(file => file.Directory!.Name == "en-US")
        .Select(file => file.Name)
        .Order(StringComparer.Ordinal);
}
