namespace P5.HelpGenerator.Tests;

public sealed class TextTableTests
{
    private static readonly string[][] s_rows = [["Key", "Meaning"], ["a", "one two three"], ["bb", "four"]];

    [Fact]
    public void Format_WhatFits_HasALineForEachRow() =>
        TextTable.Format(s_rows, 80)
            .ShouldBe(["Key  Meaning", "---  -------------", "a    one two three", "bb   four"]);

    [Fact]
    public void Format_WhatDoesNotFit_BreaksTheWidestColumnAndSetsRowsApart() =>
        TextTable.Format(s_rows, 12)
            .ShouldBe(["Key  Meaning", "---  -------", "a    one two", "     three", "", "bb   four"]);

    [Fact]
    public void Format_WordsThatAreTooLong_StayWhole() =>
        TextTable.Format(s_rows, 3).Max(line => line.Length).ShouldBe("Key  Meaning".Length);
}
