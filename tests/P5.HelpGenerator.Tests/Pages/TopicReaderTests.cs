namespace P5.HelpGenerator.Tests;

public sealed class TopicReaderTests
{
    private static readonly string s_topic =
        """
        # about_Sample

        Tells of samples.

        ## First steps

        Some words that are so many that they do not fit in one line of eighty columns, with `code`.

        ```powershell
        Get-Sample |
            Out-String
        ```

        - one
        - another that goes on and on until it does not fit in one line of eighty columns either

        ### A part

        | Key | Meaning |
        |---|---|
        | `a` | one |
        | `long` | two |

        """.ReplaceLineEndings("\n");

    [Fact]
    public void Read_ATopic_IsTheTextThatGetHelpShows()
    {
        var problems = new Problems();

        HelpTopic? topic = new TopicReader("about_Sample.md", problems).Read(s_topic);

        problems.Found.ShouldBeEmpty();
        topic.ShouldNotBeNull().Name.ShouldBe("about_Sample");
        topic.Text.ShouldBe(
            """
            TOPIC
                about_Sample

            SHORT DESCRIPTION
                Tells of samples.

            FIRST STEPS
                Some words that are so many that they do not fit in one line of eighty
                columns, with code.

                    Get-Sample |
                        Out-String

                - one
                - another that goes on and on until it does not fit in one line of eighty
                  columns either

              A part
                Key   Meaning
                ----  -------
                a     one
                long  two

            """.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("# about_Sample", "# about_Samples", 1, "A topic's heading is its file's name")]
    [InlineData("Tells of samples.", "", 1, "one paragraph, the synopsis, of at most 76 characters")]
    [InlineData(
        "Tells of samples.",
        "Tells of samples in more words than there is room for in the one line of a synopsis.",
        1,
        "at most 76 characters")]
    [InlineData(
        "Get-Sample |",
        "Get-Sample | Out-String -Width 120 | Select-Object -First 1 | Sort-Object Length",
        9,
        "does not fit 80 columns")]
    [InlineData("- one", "<p>one</p>\n", 14, "cannot contain a HtmlBlock")]
    public void Read_ABadTopic_ReportsLineAndWhatToDo(string good, string bad, int line, string message)
    {
        var problems = new Problems();

        new TopicReader("about_Sample.md", problems).Read(s_topic.Replace(good, bad, StringComparison.Ordinal));

        Problem problem = problems.Found.ShouldHaveSingleItem();
        problem.Message.ShouldContain(message);
        problem.Line.ShouldBe(line);
    }
}
