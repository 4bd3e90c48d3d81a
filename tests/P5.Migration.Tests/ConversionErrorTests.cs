using P5.Host;

namespace P5.Migration.Tests;

public sealed class ConversionErrorTests : ConverterTestBase
{
    [Theory]
    [InlineData("[plugins.a]\ncmd = ", "2:7: A value is missing here.")]
    [InlineData("[plugins.a]\n[plugins.a]", "2:10: The table 'a' is already defined on line 1.")]
    [InlineData("[plugins.a]\nsource = 5", "2:1: 'source' of the plugin 'a' must be a string.")]
    [InlineData("[plugins.a.source]", "1:12: 'source' of the plugin 'a' must be a string.")]
    [InlineData("[plugins.a]\nsource = './a'\ncmd = []", "3:1: 'cmd' of the plugin 'a' must be a string.")]
    [InlineData(
        "[plugins.a]\nsource = './a'\nSource = './b'",
        "3:1: The plugin 'a' has 'Source' in two spellings; keep one of them.")]
    [InlineData("plugins = 5", "1:1: plugins must be a table with one table for each plugin.")]
    [InlineData("[[plugins]]", "1:3: plugins must be a table with one table for each plugin.")]
    [InlineData("[plugins]\na = './a'", "2:1: The plugin 'a' must be a table.")]
    [InlineData("[[plugins.a]]", "1:11: The plugin 'a' must be a table.")]
    public void Convert_WrongText_ReportsFileLineAndColumn(string text, string message)
    {
        P5Exception error = Should.Throw<P5Exception>(() => Convert(text));

        error.ErrorId.ShouldBe(ErrorIds.ConfigInvalid);
        error.Message.ShouldBe($"{PathOf("p5.toml")}:{message}");
    }

    // The other plugins of the file are converted all the same.
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\\u0000")]
    [InlineData("./a\\nb")]
    [InlineData("./a\\u001b[m")]
    public void Convert_SourceThatNamesNothing_LeavesThatPlugin(string source)
    {
        string text = $"[plugins.a]\nsource = \"{source}\"\n[plugins.ok]\nsource = './ok'\n";

        ConfigConversion conversion = Convert(text);

        conversion.Text.ShouldBe(text.Replace("source = './ok'", "cmd = './ok/ok'", StringComparison.Ordinal));
        conversion.NotConverted.ShouldBe(["a"]);
        Sentences(conversion).First().ShouldBe(
            "2:1: plugin 'a': it was not converted; convert it manually: its source is blank or has control "
            + "characters.");
    }

    [Fact]
    public void Convert_CommentsInAnInlineTable_ReportsFileLineAndColumn()
    {
        P5Exception error = Should.Throw<P5Exception>(
            () => Convert("[plugins]\na = {\n  cmd = 'a', # why\n  source = './a'\n}"));

        error.ErrorId.ShouldBe(ErrorIds.ConfigInvalid);
        error.Message.ShouldBe(
            $"{PathOf("p5.toml")}:4:3: The plugin 'a' cannot be converted: "
            + "there is a comment between its keys in braces.");
        error.RecommendedAction.ShouldContain("[plugins.NAME]");
    }

    [Fact]
    public void Convert_InvalidUtf8_ReportsFileLineAndColumn()
    {
        string path = PathOf("p5.toml");
        File.WriteAllBytes(path, [.. "a = 1\nb = '"u8, 0xFF]);

        P5Exception error = Should.Throw<P5Exception>(() => ConfigConverter.Convert(path, new ConversionOptions()));

        error.Message.ShouldStartWith($"{path}:2:6: The file is not valid UTF-8");
    }

    [Theory]
    [InlineData("pulumi.txt")]
    [InlineData("Pulumi..yaml")]
    [InlineData("other.yaml")]
    [InlineData("p5.json")]
    public void Convert_OtherKindOfFile_IsRefused(string name)
    {
        string path = Write(name, "{}");

        P5Exception error = Should.Throw<P5Exception>(() => ConfigConverter.Convert(path, new ConversionOptions()));

        error.ErrorId.ShouldBe(ErrorIds.ConfigInvalid);
        error.Message.ShouldBe($"{path}: Only TOML files, Pulumi.yaml and Pulumi.<stack>.yaml are converted.");
    }

    [Fact]
    public void Convert_NoFile_IsAnError()
    {
        string path = PathOf("none.toml");

        P5Exception error = Should.Throw<P5Exception>(() => ConfigConverter.Convert(path, new ConversionOptions()));

        error.ErrorId.ShouldBe(ErrorIds.ConfigInvalid);
        error.Message.ShouldStartWith($"{path}: The file cannot be read: ");
    }
}
