namespace P5.Host.Tests;

public sealed class TomlDepthTests
{
    private const string Sentence = "Tables and arrays are nested more than 128 levels deep here.";

    // An inline table's key and its braces count one level each, so half as many of them fit.
    [Theory]
    [InlineData("arrays", 127)]
    [InlineData("inline tables", 64)]
    [InlineData("dotted key", 128)]
    [InlineData("header", 128)]
    [InlineData("header and key", 127)]
    public void Read_Nesting_IsValidUpToTheLimit(string form, int limit)
    {
        TomlFile.Check(Nest(form, limit)).ShouldBeEmpty();
        TomlFile.Check(Nest(form, limit + 1)).ShouldHaveSingleItem().Message.ShouldBe(Sentence);
    }

    [Fact]
    public void Read_BracketsBeyondTheLimit_AreAnErrorAtTheFirst() =>
        TomlFile.Check("b = ['[', \"\"\"\n[\"\"\"] # [\n" + Nest("arrays", 200)).ShouldHaveSingleItem().Place
            .ShouldBe("/p5.toml:3:132");

    [Theory]
    [InlineData("arrays")]
    [InlineData("inline tables")]
    [InlineData("dotted key")]
    [InlineData("header")]
    [InlineData("header and key")]
    public void Read_ManyLevels_IsAnErrorAndNoCrash(string form) =>
        TomlFile.Check(Nest(form, 40_000)).ShouldHaveSingleItem().Message.ShouldBe(Sentence);

    private static string Nest(string form, int levels) => form switch
    {
        "arrays" => $"a = {new string('[', levels)}{new string(']', levels)}",
        "inline tables" => $"{string.Concat(Enumerable.Repeat("a = {", levels))}{new string('}', levels)}",
        "dotted key" => $"{Dotted(levels)} = 1",
        "header" => $"[{Dotted(levels)}]",
        "header and key" => $"[h]\n{Dotted(levels)} = 1",
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, null),
    };

    private static string Dotted(int levels) => string.Join('.', Enumerable.Repeat("a", levels));
}
