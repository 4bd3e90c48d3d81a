namespace P5.Toml.Tests.Parsing;

public sealed class RoundTripTests
{
    private const string Sample =
        "\uFEFF# top\r\n\r\n  order = [ 'b', # first\r\n \"a\\t\", ] # done\r\n\t[ plugins . \"a b\" ]   # header\n"
        + "x.y . z=1_000.5e3 \na = {b=1,\n  c = [{}, 0xff], # c\n}\n[[t]]\nd = 1979-05-27 07:32:00.5Z\n"
        + "s = \"\"\"\r\none \\\r\n  two\"\"\"\"\"\nl = '''x'''\n[[t]]\n# end";

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFF\r\n# only a comment")]
    [InlineData("  \t ")]
    [InlineData("a=1")]
    [InlineData("a=1 # no line end")]
    [InlineData(Sample)]
    public void ToString_ValidText_IsTheSameText(string text) =>
        TomlParser.ParseStrict(text).ToString().ShouldBe(text);

    // The seed is fixed: each run reads the same thousands of broken texts.
    [Fact]
    public void Parse_BrokenText_NeverThrowsAndKeepsEveryCharacter()
    {
        const string Pieces = "\"'[]{}=,.#\\\r\n\t 019_-+eTZ:xubé\0\uD800\uDC00\uFEFF";
        var random = new Random(20_250_101);
        for (int round = 0; round < 5_000; round++)
        {
            var text = new System.Text.StringBuilder(Sample);
            for (int edit = random.Next(1, 4); edit > 0; edit--)
            {
                int offset = random.Next(text.Length);
                text.Remove(offset, random.Next(Math.Min(4, text.Length - offset)));
                text.Insert(offset, Pieces[random.Next(Pieces.Length)]);
            }

            DocumentSyntax document = TomlParser.Parse(text.ToString());

            document.ToString().ShouldBe(text.ToString());
            if (document.Diagnostics.Count == 0)
            {
                document.ToTable().ShouldNotBeNull();
            }
        }
    }

    [Fact]
    public void Parse_AnyPrefix_NeverThrowsAndKeepsEveryCharacter()
    {
        for (int length = 0; length <= Sample.Length; length++)
        {
            TomlParser.Parse(Sample[..length]).ToString().ShouldBe(Sample[..length]);
        }
    }
}
