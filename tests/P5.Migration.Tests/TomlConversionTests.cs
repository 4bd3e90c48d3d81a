namespace P5.Migration.Tests;

public sealed class TomlConversionTests : ConverterTestBase
{
    [Theory]
    // Local sources
    [InlineData("[plugins.a]\nsource = \"./plugins/dev-env\"\n", "[plugins.a]\ncmd = \"./plugins/dev-env/dev-env\"\n")]
    [InlineData("[plugins.a]\nsource = './p/x.wasm'", "[plugins.a]\ncmd = './p/x'")]
    [InlineData("[plugins.a]\nsource = 'p\\win'", "[plugins.a]\ncmd = 'p\\win\\win'")]
    [InlineData("[plugins.a]\nsource = \"C:\\\\p\\\\x.wasm\"", "[plugins.a]\ncmd = 'C:\\p\\x'")]
    [InlineData("[plugins.a]\nsource = \"file:///opt/p/x\"", "[plugins.a]\ncmd = \"/opt/p/x/x\"")]
    // Git and URL sources keep the old one in a comment
    [InlineData(
        "[plugins.a]\n  # mine\n  source  =  \"github.com/org/repo/okta@v1.2.3\" # pinned\n",
        "[plugins.a]\n  # mine\n  # was: source  =  \"github.com/org/repo/okta@v1.2.3\"\n"
        + "  cmd  =  \"okta\" # pinned\n")]
    [InlineData(
        "[plugins.a]\r\nsource = 'https://example.com/p/okta.wasm'\r\n",
        "[plugins.a]\r\n# was: source = 'https://example.com/p/okta.wasm'\r\ncmd = 'okta'\r\n")]
    // Every form of a table
    [InlineData("plugins.a.source = \"./a\"", "plugins.a.cmd = \"./a/a\"")]
    [InlineData(
        "[plugins]\na.source = \"./a\"\nb = { source = \"./b\" }",
        "[plugins]\na.cmd = \"./a/a\"\nb = { cmd = \"./b/b\" }")]
    [InlineData("plugins = {a = {source = \"./a\"}}", "plugins = {a = {cmd = \"./a/a\"}}")]
    [InlineData(
        "plugins = { a = { source = \"github.com/o/a\" }, b = { source = \"github.com/o/b\", config.x = 1 } }",
        "# was: plugins.a.source = \"github.com/o/a\"\n# was: plugins.b.source = \"github.com/o/b\"\n"
        + "plugins = { a = { cmd = \"a\" }, b = { cmd = \"b\", config.x = 1 } }")]
    [InlineData("[Plugins.a]\nSOURCE = \"./a\"", "[Plugins.a]\ncmd = \"./a/a\"")]
    [InlineData("[plugins.'a b']\n\"source\" = \"./a\"", "[plugins.'a b']\ncmd = \"./a/a\"")]
    // A plugin that has its cmd keeps it
    [InlineData(
        "[plugins.a]\ncmd = \"a\"\nsource = \"./a\" # old\nargs = []\n",
        "[plugins.a]\ncmd = \"a\"\n# was: source = \"./a\" # old\nargs = []\n")]
    [InlineData(
        "[plugins]\na = { source = \"./a\", cmd = \"a\" }",
        "[plugins]\n# was: a.source = \"./a\"\na = { cmd = \"a\" }")]
    [InlineData("[plugins.a]\nsource = \"./a\"\ncmd = \"\"", "[plugins.a]\n# was: source = \"./a\"\ncmd = \"./a/a\"")]
    // A checksum was that of the WASM file
    [InlineData(
        "[plugins.a]\nsource = \"./a\"\nsha256 = \"00ff\" # a\n[other]\n",
        "[plugins.a]\ncmd = \"./a/a\"\n# was: sha256 = \"00ff\" # a\n[other]\n")]
    [InlineData(
        "plugins.a = { source = \"./a\", sha256 = \"00ff\" }",
        "# was: plugins.a.sha256 = \"00ff\"\nplugins.a = { cmd = \"./a/a\" }")]
    // Comments outside of an inline table are not in it
    [InlineData(
        "# a\na = 1 # b\nplugins.a = { source = './a', cmd = 'a' } # c\n# d",
        "# a\na = 1 # b\n# was: plugins.a.source = './a'\nplugins.a = { cmd = 'a' } # c\n# d")]
    // Line ends, byte order mark, order and other tables stay
    [InlineData(
        "\uFEFForder=['b','a']\r\n\r\n[plugins.b] # b\r\n\tsource=\"\"\"./b\"\"\"\r\n[plugins.b.config]\r\nx=1\n",
        "\uFEFForder=['b','a']\r\n\r\n[plugins.b] # b\r\n\tcmd=\"./b/b\"\r\n[plugins.b.config]\r\nx=1\n")]
    public void Convert_OldText_BecomesNewTextOnce(string before, string after)
    {
        ConfigConversion first = Convert(before);
        ConfigConversion second = Convert(first.Text);

        first.Text.ShouldBe(after);
        first.Changed.ShouldBeTrue();
        TomlFile.Check(first.Text.TrimStart('\uFEFF')).ShouldBeEmpty();
        (second.Text, second.Changed, second.Diff, second.Plugins.Count).ShouldBe((after, false, "", 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing here")]
    [InlineData("[plugins.a]\ncmd = \"a\"\nsha256 = \"00ff\"\n")]
    [InlineData("source = \"./a\"\n[plugins]\nsource.cmd = \"a\"\n[other.a]\nsource = \"./a\"")]
    [InlineData("[plugins.a.config]\nsource = \"./a\"\nlist = [{ source = \"./a\" }]")]
    public void Convert_NothingOld_ChangesNothing(string text)
    {
        ConfigConversion conversion = Convert(text);

        (conversion.Text, conversion.Changed, conversion.Diff).ShouldBe((text, false, ""));
        conversion.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Convert_Plugins_AreListedInOrder()
    {
        ConfigConversion conversion = Convert(
            "[plugins.z]\nsource = \"github.com/o/r@v1\"\n[plugins.a]\ncmd = \"x\"\nsource = \"./a\"\n"
            + "[plugins.new]\ncmd = \"n\"");

        conversion.Plugins.ShouldBe(
        [
            new PluginConversion("z", 2, PluginSourceKind.Git, "github.com/o/r@v1", "r"),
            new PluginConversion("a", 5, PluginSourceKind.Local, "./a", "x"),
        ]);
    }

    [Fact]
    public void Convert_CommandMap_WinsBySourceThenByName()
    {
        var options = new ConversionOptions
        {
            BinDirectory = "bin",
            CommandMap = new Dictionary<string, string>
            {
                ["a"] = "by-name",
                ["./a"] = "by-source",
                ["b"] = "/opt/b",
            },
        };

        ConfigConversion conversion = Convert(
            "[plugins.a]\nsource = \"./a\"\n[plugins.b]\nsource = \"github.com/o/r\"\n[plugins.c]\n"
            + "source = \"github.com/o/c\"\n"
            + "[plugins.d]\nsource = \"./d\"\n",
            options);

        conversion.Text.ShouldBe(
            "[plugins.a]\n# was: source = \"./a\"\ncmd = \"by-source\"\n[plugins.b]\n"
            + "# was: source = \"github.com/o/r\"\n"
            + "cmd = \"/opt/b\"\n[plugins.c]\n# was: source = \"github.com/o/c\"\ncmd = \"bin/c\"\n"
            + "[plugins.d]\ncmd = \"./d/d\"\n");
    }

    [Theory]
    [InlineData("~/bin", "~/bin/r")]
    [InlineData("./bin/", "./bin/r")]
    [InlineData("C:\\bin", "C:\\bin\\r")]
    [InlineData("", "r")]
    public void Convert_BinDirectory_HoldsWhatCameFromElsewhere(string folder, string command) =>
        Convert("[plugins.a]\nsource = \"github.com/o/r\"", new ConversionOptions { BinDirectory = folder })
            .Plugins.Single().New.ShouldBe(command);

    [Fact]
    public void Convert_EmptyCommandInMap_Throws() =>
        Should.Throw<ArgumentException>(() => Convert(
            "",
            new ConversionOptions { CommandMap = new Dictionary<string, string> { ["a"] = " " } }));
}
