namespace P5.GoPlugin.Tests;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("plain – text", "plain – text")]
    [InlineData("\e[1mbold\a", "\\u001b[1mbold\\u0007")]
    [InlineData("a\nb\r\0", "a\\u000ab\\u000d\\u0000")]
    [InlineData("\u202Eevil", "\\u202eevil")]
    public void Shorten_Text_IsSafeToShow(string text, string shown) => SafeText.Truncate(text).ShouldBe(shown);

    [Fact]
    public void Lines_SeveralLines_KeepsLineEndsAndEscapesTheRest() =>
        SafeText.Lines("a\n\e[1mb\r\nc\rd").ShouldBe("a\n\\u001b[1mb\nc\\u000dd");

    [Fact]
    public void Message_NamesAndLines_KeepsTheLinesAloneAndIndentsThem() =>
        SafeText.Message("'a\nb' failed: ", "one\r\n\etwo\nthree").ShouldBe(
            "'a\\u000ab' failed: one\n  \\u001btwo\n  three");

    [Fact]
    public void Truncate_LongText_IsCut() =>
        SafeText.Truncate(new string('x', 10_000)).ShouldBe(new string('x', 200) + "… (9800 more characters)");

    [Fact]
    public void Limit_LongMessage_LosesItsMiddle()
    {
        string whole = new('x', 4_000);
        SafeText.Limit(whole).ShouldBeSameAs(whole);
        SafeText.Limit($"begin{new string('\n', 100_000)}end").ShouldBe(
            $"begin{new string('\n', 1_895)} … (96208 characters are not shown) … {new string('\n', 1_897)}end");
    }

    [Fact]
    public void Limit_SurrogatePairs_StayWhole()
    {
        string text = "x" + string.Concat(Enumerable.Repeat("😀", 3_000));

        SafeText.Limit(text).EnumerateRunes().ShouldNotContain(System.Text.Rune.ReplacementChar);
    }
}
