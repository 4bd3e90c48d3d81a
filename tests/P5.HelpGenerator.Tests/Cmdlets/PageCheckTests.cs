namespace P5.HelpGenerator.Tests;

public sealed class PageCheckTests
{
    [Theory]
    [InlineData("### -Map\n\nThe map.\n\n", "", "## Parameters", "-Map is not described")]
    [InlineData("### -Map\n", "### -map\n", "### -map", "no parameter -map")]
    [InlineData("### -Force", "### -Forced", "### -Forced", "no parameter -Forced")]
    [InlineData(
        "Gets hidden ones too.",
        "Gets hidden ones too.\n\nDefault: false",
        "### -Force",
        "switch or mandatory and has no default")]
    [InlineData("The sample.", "The sample.\n\nDefault: none", "### -Sample", "switch or mandatory and has no default")]
    [InlineData(
        "## Inputs\n\n### P5.HelpGenerator.Tests.SampleOutput",
        "## Inputs\n\n### None",
        "### None",
        "takes pipeline input")]
    [InlineData(
        "### System.String", "### String", "### String", "describe it under '## Outputs' as '### System.String'")]
    public void Check_APageThatDiffersFromTheCmdlet_ReportsLineAndWhatToDo(
        string good, string bad, string line, string message) =>
        Sample.ShouldReport(good, bad, line, message);

    [Fact]
    public void Check_OfACmdletWithoutInput_WantsNone()
    {
        CmdletDeclaration quiet = Sample.Cmdlet with { Parameters = [], OutputTypes = [] };
        var problems = new Problems();

        new PageCheck(problems).Check(new CmdletHelp(quiet, Sample.Check().Help!.Page with { Parameters = [] }));

        problems.Found.ShouldHaveSingleItem().Message.ShouldContain("takes no pipeline input");
    }

    [Fact]
    public void CheckSet_ACmdletWithoutAPage_NamesTheFileToWrite()
    {
        var problems = new Problems();

        new PageCheck(problems).CheckSet([Path.Join("docs", "Get-Other.md")], [Sample.Cmdlet]);

        problems.Found.Select(problem => problem.File)
            .ShouldBe([Path.Join("docs", "Get-Other.md"), Path.Join("docs", "Get-Sample.md")]);
        problems.Found.First().Message.ShouldContain("no cmdlet of this name");
        problems.Found.Last().Message.ShouldContain("has no page");
    }
}
