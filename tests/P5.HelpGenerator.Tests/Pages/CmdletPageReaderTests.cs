namespace P5.HelpGenerator.Tests;

public sealed class CmdletPageReaderTests
{
    [Fact]
    public void Read_AGoodPage_HasNoProblemAndAllOfIt()
    {
        (CmdletHelp? help, IReadOnlyList<Problem> problems) = Sample.Check();
        CmdletPage page = help.ShouldNotBeNull().Page;

        problems.ShouldBeEmpty();
        page.Name.ShouldBe("Get-Sample");
        page.Synopsis.ShouldBe("Gets samples.");
        page.Description.ShouldBe(["Reads 'a file' and the guide, or the web (https://example.com/).", "- one\n- two"]);
        page.Parameters[0].Default.ShouldBe("all samples");
        page.Parameters[0].Description.ShouldBe(["The names."]);
        page.Parameters[1].Default.ShouldBeNull();
        page.Links.ShouldBe(
        [
            new PageLink("about_Sample", null),
            new PageLink("The web", "https://example.com/"),
        ]);
    }

    [Fact]
    public void Read_APageOfARepositoryOnTheWeb_LeadsThere() =>
        Sample.Check(address: "https://example.com/p5/blob/v1").Help!.Page.Links.ShouldBe(
        [
            new PageLink("Online Version:", "https://example.com/p5/blob/v1/docs/cmdlets/Get-Sample.md"),
            new PageLink("about_Sample", null),
            new PageLink("The web", "https://example.com/"),
            new PageLink("The guide", "https://example.com/p5/blob/v1/docs/guide.md#part"),
        ]);

    [Fact]
    public void Read_APageThatDescribesWhatIf_KeepsItsWords()
    {
        (CmdletHelp? help, IReadOnlyList<Problem> problems) =
            Sample.Check(
                Sample.Page.Replace("### -Force", "### -WhatIf\n\nTries.\n\n### -Force", StringComparison.Ordinal));

        problems.ShouldBeEmpty();
        help.ShouldNotBeNull().Page.Parameters.Single(parameter => parameter.Name == "WhatIf").Description
            .ShouldBe(["Tries."]);
    }

    [Theory]
    [InlineData("It has none.", 0)]
    [InlineData("", 1)]
    public void Read_ParametersThatThereAreNone_MustBeSaid(string prose, int expected)
    {
        int parameters = Sample.Page.IndexOf("### -Name", StringComparison.Ordinal);
        int inputs = Sample.Page.IndexOf("## Inputs", StringComparison.Ordinal);
        var problems = new Problems();
        var links = new RepositoryLinks(Sample.Root, null);

        new CmdletPageReader(Sample.File, links, problems)
            .Read($"{Sample.Page[..parameters]}{prose}\n\n{Sample.Page[inputs..]}");

        problems.Found.Count().ShouldBe(expected);
    }

    [Fact]
    public void Read_OutputsThatAreTheWordNone_AreNone()
    {
        int outputs = Sample.Page.IndexOf("### System.String", StringComparison.Ordinal);
        int notes = Sample.Page.IndexOf("## Notes", StringComparison.Ordinal);
        string page = $"{Sample.Page[..outputs]}None\n\n{Sample.Page[notes..]}";

        Sample.Check(page).Help!.Page.Outputs.ShouldHaveSingleItem().Name.ShouldBe(PagePart.None);
    }

    [Fact]
    public void Read_AnExample_KeepsItsCodeAsItStands()
    {
        PageExample example = Sample.Check().Help!.Page.Examples[0];

        example.Title.ShouldBe("Get all");
        example.Code.ShouldBe("Get-Sample\nGet-Sample |\n    Out-String");
        example.Output.ShouldBe("one");
        example.Remarks.ShouldBe(["All of them."]);
    }

    [Fact]
    public void Read_APageWithWindowsLineEnds_IsTheSame()
    {
        CmdletPage windows = Sample.Check(Sample.Page.ReplaceLineEndings("\r\n")).Help!.Page;

        windows.Description.ShouldBe(Sample.Check().Help!.Page.Description);
        windows.Examples[0].Code.ShouldBe("Get-Sample\nGet-Sample |\n    Out-String");
    }

    [Theory]
    // Headings.
    [InlineData("# Get-Sample", "# Get-Samples", "# Get-Samples", "The heading and the file's name differ")]
    [InlineData("# Get-Sample", "Get-Sample", "Get-Sample", "must begin with its name")]
    [InlineData("# Get-Sample\n", "# Get-Sample\n\n# Other\n", "# Get-Sample", "no other heading of that level")]
    [InlineData("## Notes", "## Remarks", "## Remarks", "'## Inputs', '## Outputs', '## Notes'")]
    [InlineData("## Notes\n\nNone to speak of.\n", "", "## Related links", "each once and in this order")]
    [InlineData("## Outputs", "#### Outputs", "#### Outputs", "at most 3 levels")]
    // Prose.
    [InlineData("Gets samples.\n", "", "# Get-Sample", "one paragraph, the synopsis")]
    [InlineData("Gets samples.\n", "Gets samples.\n\nMany.\n", "# Get-Sample", "one paragraph, the synopsis")]
    [InlineData("None to speak of.", "", "## Notes", "'Notes' is empty")]
    [InlineData("None to speak of.", "### Part\n\nText.", "### Part", "'Notes' has no parts")]
    [InlineData("None to speak of.", "> A quote.", "> A quote.", "cannot contain a QuoteBlock")]
    [InlineData("None to speak of.", "A <b>bold</b> word.", "A <b>bold</b> word.", "cannot contain a HtmlInline")]
    // Examples.
    [InlineData(
        "### Get none\n\n```powershell\nGet-Sample none\n```\n",
        "",
        "## Examples",
        "There are 2 examples: write at least 3")]
    [InlineData("```powershell\nGet-Sample none\n```", "Nothing.", "### Get none", "one fence ```powershell")]
    [InlineData("```powershell\nGet-Sample none\n```", "```powershell\n```", "### Get none", "one fence ```powershell")]
    [InlineData("```text\none\n```", "```\none\n```", "### Get all", "may have one fence ```text")]
    [InlineData("### Get none", "### Get one", "### Get one", "occurs twice")]
    [InlineData("## Examples\n", "## Examples\n\nSome.\n", "Some.", "has only parts")]
    // Parameters, types and links.
    [InlineData("### -Map", "### Map", "### Map", "write '### -Map'")]
    [InlineData("The format.\n", "", "### -Format", "has only a default")]
    [InlineData("The day.", "", "### -Day", "'-Day' is empty")]
    [InlineData(
        "### System.String\n\nTexts.\n\n### P5.HelpGenerator.Tests.SampleOutput\n\nSamples.",
        "Texts.",
        "Texts.",
        "has only parts")]
    [InlineData("- [The web](https://example.com/)", "- The web", "## Related links", "each item one link")]
    [InlineData(
        "- [The web](https://example.com/)",
        "- [The web](https://example.com/), too",
        "## Related links",
        "each item one link")]
    [InlineData(
        "- [about_Sample](about_Sample.md)\n- [The web](https://example.com/)\n- [The guide](../guide.md#part)\n",
        "See the web.",
        "## Related links",
        "each item one link")]
    public void Read_ABadPage_ReportsLineAndWhatToDo(string good, string bad, string line, string message) =>
        Sample.ShouldReport(good, bad, line, message);

    [Fact]
    public void ToString_OfAProblem_IsAnErrorToMSBuild() =>
        new Problem("docs/Get-Sample.md", 7, "Wrong.").ToString()
            .ShouldBe("docs/Get-Sample.md(7): error P5HELP: Wrong.");
}
