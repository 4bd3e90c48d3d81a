namespace P5.Host.Tests;

public sealed class TomlTextTests
{
    [Theory]
    [InlineData("plain", false, "\"plain\"")]
    [InlineData("plain", true, "'plain'")]
    [InlineData(@"C:\dir", false, @"'C:\dir'")]
    [InlineData(@"it's C:\dir", true, @"""it's C:\\dir""")]
    [InlineData("a\"b", false, "\"a\\\"b\"")]
    [InlineData("line\r\nline\ttab\u0001\u007F", true, "\"line\\r\\nline\\ttab\\u0001\\u007F\"")]
    [InlineData("", false, "\"\"")]
    public void Quote_Text_ReadsBackAsTheSame(string value, bool preferLiteral, string expected)
    {
        string text = TomlText.Quote(value, preferLiteral);

        text.ShouldBe(expected);
        TomlFile.ReadValue(text).ShouldBeOfType<ConfigText>().Value.ShouldBe(value);
    }

    [Theory]
    [InlineData("bare-key_1", "bare-key_1")]
    [InlineData("a.b", "\"a.b\"")]
    [InlineData("", "\"\"")]
    [InlineData("é\n", "\"é\\n\"")]
    public void QuoteKey_Name_ReadsBackAsTheSame(string name, string expected)
    {
        TomlText.QuoteKey(name).ShouldBe(expected);
        TomlFile.Read($"{expected} = 1").Find(name).ShouldNotBeNull();
    }
}
