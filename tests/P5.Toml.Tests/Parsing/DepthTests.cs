namespace P5.Toml.Tests.Parsing;

public sealed class DepthTests
{
    private const string Sentence = "Tables and arrays lie in each other more than 128 levels deep here.";

    // An inline table's key and its braces count one level each, so half as many of them fit.
    [Theory]
    [InlineData("arrays", 127)]
    [InlineData("inline tables", 64)]
    [InlineData("dotted key", 128)]
    [InlineData("header", 128)]
    [InlineData("header and key", 127)]
    public void Parse_Nesting_IsValidUpToTheLimit(string form, int limit)
    {
        DocumentSyntax deepest = TomlParser.Parse(Nest(form, limit));
        DocumentSyntax tooDeep = TomlParser.Parse(Nest(form, limit + 1));

        deepest.Diagnostics.ShouldBeEmpty();
        deepest.ToTable().Count.ShouldBe(1);
        tooDeep.Diagnostics.ShouldHaveSingleItem().Message.ShouldBe(Sentence);
    }

    [Theory]
    [InlineData("arrays")]
    [InlineData("inline tables")]
    [InlineData("dotted key")]
    [InlineData("header")]
    [InlineData("header and key")]
    public void Parse_HundredThousandLevels_IsAnErrorAndNoCrash(string form)
    {
        string text = Nest(form, 100_000);

        DocumentSyntax document = TomlParser.Parse(text);

        document.Diagnostics[0].Message.ShouldBe(Sentence);
        document.ToString().ShouldBe(text);
    }

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
