namespace P5.HelpGenerator.Tests;

/// <summary>The sample cmdlet and its page, in which nothing is wrong.</summary>
internal static class Sample
{
    /// <summary>The page. Tests find lines in it by their text.</summary>
    public static string Page { get; } =
        """
        # Get-Sample

        Gets samples.

        ## Description

        Reads `a file` and [the guide](../guide.md), or
        [the web](https://example.com/).

        - one
        - two

        ## Examples

        ### Get all

        ```powershell
        Get-Sample
        Get-Sample |
            Out-String
        ```

        ```text
        one
        ```

        All of them.

        ### Get one

        ```powershell
        Get-Sample one
        ```

        ### Get none

        ```powershell
        Get-Sample none
        ```

        ## Parameters

        ### -Name

        The names.

        Default: all samples

        ### -Sample

        The sample.

        ### -Map

        The map.

        ### -Format

        The format.

        Default: Json

        ### -Day

        The day.

        ### -Force

        Gets hidden ones too.

        ## Inputs

        ### P5.HelpGenerator.Tests.SampleOutput

        Samples.

        ## Outputs

        ### System.String

        Texts.

        ### P5.HelpGenerator.Tests.SampleOutput

        Samples.

        ## Notes

        None to speak of.

        ## Related links

        - [about_Sample](about_Sample.md)
        - [The web](https://example.com/)
        - [The guide](../guide.md#part)

        """.ReplaceLineEndings("\n");

    /// <summary>The folder of a repository, which need not be there.</summary>
    public static string Root { get; } = Path.GetFullPath("repository");

    /// <summary>The page's file.</summary>
    public static string File { get; } = Path.Join(Root, "docs", "cmdlets", "Get-Sample.md");

    /// <summary>The assembly that has the cmdlet.</summary>
    public static string Assembly => typeof(Sample).Assembly.Location;

    /// <summary>What it was compiled against.</summary>
    public static IEnumerable<string> References =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => file != Assembly);

    /// <summary>The cmdlet as the assembly has it.</summary>
    public static CmdletDeclaration Cmdlet { get; } = ModuleReader.Read(Assembly, References).Single();

    /// <summary>Reads the page and holds it to the cmdlet.</summary>
    /// <param name="text">What stands in the page in place of <see cref="Page"/>, or null.</param>
    /// <param name="address">The repository's address on the web, or null.</param>
    /// <returns>Cmdlet and page, null if it cannot be read, and what is wrong.</returns>
    public static (CmdletHelp? Help, IReadOnlyList<Problem> Problems) Check(string? text = null, string? address = null)
    {
        var problems = new Problems();
        CmdletHelp? help = new CmdletPageReader(File, new RepositoryLinks(Root, address), problems)
            .Read(text ?? Page) is { } page
            ? new CmdletHelp(Cmdlet, page)
            : null;
        if (help is not null)
        {
            new PageCheck(problems).Check(help);
        }

        return (help, [.. problems.Found]);
    }

    /// <summary>Asserts that replacing a text of the page causes a problem in this line of it.</summary>
    public static void ShouldReport(string good, string bad, string line, string message)
    {
        string page = Page.Replace(good, bad, StringComparison.Ordinal);
        page.ShouldNotBe(Page);

        IReadOnlyList<Problem> problems = Check(page).Problems;

        string[] lines = page.Split('\n');
        problems.ShouldContain(
            problem => lines[problem.Line - 1] == line && problem.Message.Contains(message, StringComparison.Ordinal),
            string.Join('\n', problems));
    }
}
