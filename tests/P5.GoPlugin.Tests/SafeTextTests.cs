namespace P5.GoPlugin.Tests;

public sealed class PrintableTests
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
    public void Truncate_LongText_IsCut() =>
        SafeText.Truncate(new string('x', 10_000)).ShouldBe(new string('x', 200) + "… (9800 more characters)");

    [Fact]
    public void Limit_LongMessage_IsCutAndCountsTheRest()
    {
        SafeText.Limit(new string('x', 4_000)).ShouldBe(new string('x', 4_000));
        SafeText.Limit(new string('\n', 4_001)).ShouldBe(new string('\n', 4_000) + "… (1 more character)");
        SafeText.Limit(new string('x', 3_999) + "😀").ShouldBe(new string('x', 3_999) + "… (2 more characters)");
    }
}
