namespace P5.Host.Tests;

public sealed class DotenvTests
{
    [Theory]
    // Lines: empty ones, comments and those without a sign are passed over; ends may be LF or CRLF.
    [InlineData("", "")]
    [InlineData("A=1\nB=2", "A=1|B=2")]
    [InlineData("A=1\r\nB=2\r\n", "A=1|B=2")]
    [InlineData("\n\n# A=1\n  # B=2\nno sign\nC=3", "C=3")]
    [InlineData("=1\n = 2\nA=1", "A=1")]
    // Other line separators belong to the value.
    [InlineData("A=1\f2\nB=1\u00852\nC=1\u20282\nD=1\r2", "A=1\f2|B=1\u00852|C=1\u20282|D=1\r2")]
    // White space around name and value goes, inside it stays.
    [InlineData("  A = 1 2 \t", "A=1 2")]
    [InlineData("A=", "A=")]
    [InlineData("A=   ", "A=")]
    // One pair of equal quotes goes; nothing inside is interpreted.
    [InlineData("A=\"1\"", "A=1")]
    [InlineData("A='1'", "A=1")]
    [InlineData("A=\" 1 \"", "A= 1 ")]
    [InlineData("A=''1''", "A='1'")]
    [InlineData("A='1\"", "A='1\"")]
    [InlineData("A=\"", "A=\"")]
    [InlineData("A=''", "A=")]
    [InlineData("A=\"a\\nb\\\"\"", "A=a\\nb\\\"")]
    [InlineData("A=$B${C}`d`", "A=$B${C}`d`")]
    [InlineData("A='1' # no comment", "A='1' # no comment")]
    [InlineData("A=1 # no comment", "A=1 # no comment")]
    [InlineData("A=b=c==", "A=b=c==")]
    // export is read as in a shell; alone it is a name.
    [InlineData("export A=1", "A=1")]
    [InlineData("export   A=1", "A=1")]
    [InlineData("export=1", "export=1")]
    [InlineData("exported=1", "exported=1")]
    // Of a name that comes twice, both come: the caller lets the later count.
    [InlineData("A=1\nA=2", "A=1|A=2")]
    public void Parse_Text_GivesNamesAndValues(string text, string expected) =>
        string.Join('|', Dotenv.Parse(text).Select(pair => $"{pair.Key}={pair.Value}")).ShouldBe(expected);
}
