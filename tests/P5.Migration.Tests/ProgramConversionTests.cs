using P5.Host;

namespace P5.Migration.Tests;

public sealed class ProgramConversionTests : ConverterTestBase
{
    [Theory]
    // Block style
    [InlineData(
        "name: shop\np5:\n  plugins:\n    a:\n      source: ./p/dev-env # mine\n",
        "name: shop\np5:\n  plugins:\n    a:\n      cmd: ./p/dev-env/dev-env # mine\n")]
    [InlineData(
        "p5:\n  plugins:\n    a:\n      config: {x: 1}\n      source: \"github.com/o/r/okta@v1\"  # pinned\n"
        + "      args: []\n",
        "p5:\n  plugins:\n    a:\n      config: {x: 1}\n      # was: source: \"github.com/o/r/okta@v1\"\n"
        + "      cmd: \"okta\"  # pinned\n      args: []\n")]
    [InlineData(
        "p5:\n  plugins:\n    a:\n      'source':   'C:\\p\\x.wasm'",
        "p5:\n  plugins:\n    a:\n      'cmd':   'C:\\p\\x'")]
    [InlineData(
        "p5:\n  plugins:\n    a:\n      source: C:\\p\\x.wasm", "p5:\n  plugins:\n    a:\n      cmd: 'C:\\p\\x'")]
    [InlineData(
        "p5:\n  plugins:\n    a:\n      source: \"C:\\\\p\\\\x.wasm\"",
        "p5:\n  plugins:\n    a:\n      cmd: \"C:\\\\p\\\\x\"")]
    [InlineData(
        "p5:\n  plugins:\n    a:\n      source: >-\n        ./p\n      args: [b]\n",
        "p5:\n  plugins:\n    a:\n      cmd: ./p/p\n      args: [b]\n")]
    [InlineData(
        "p5:\n  plugins:\n    \"a b\":\n      source:\n        ./p\n",
        "p5:\n  plugins:\n    \"a b\":\n      cmd:\n        ./p/p\n")]
    // Braces
    [InlineData("p5: {plugins: {a: {source: ./p}}}\n", "p5: {plugins: {a: {cmd: ./p/p}}}\n")]
    [InlineData(
        "name: x\np5:\n  plugins: {a: {source: github.com/o/a, args: []}}\n",
        "name: x\np5:\n  # was: p5.plugins.a.source: github.com/o/a\n  plugins: {a: {cmd: a, args: []}}\n")]
    [InlineData(
        "{\n  \"name\": \"x\",\n  \"p5\": {\n    \"plugins\": {\n"
        + "      \"a\": {\"source\": \"https://e.com/a.wasm\"}\n    }\n  }\n}\n",
        "# was: p5.plugins.a.\"source\": \"https://e.com/a.wasm\"\n{\n  \"name\": \"x\",\n  \"p5\": {\n"
        + "    \"plugins\": {\n      \"a\": {\"cmd\": \"a\"}\n    }\n  }\n}\n")]
    // A plugin that has its cmd keeps it; an empty one is filled
    [InlineData(
        "p5:\n  plugins:\n    a:\n      source: ./p # old\n      cmd: a\n",
        "p5:\n  plugins:\n    a:\n      # was: source: ./p # old\n      cmd: a\n")]
    [InlineData(
        "p5:\n  plugins:\n    a:\n      cmd:\n      source: ./p\n",
        "p5:\n  plugins:\n    a:\n      cmd: ./p/p\n      # was: source: ./p\n")]
    [InlineData(
        "p5:\n  plugins:\n    a: {cmd: a, source: ./p}\n",
        "p5:\n  plugins:\n    # was: p5.plugins.a.source: ./p\n    a: {cmd: a}\n")]
    [InlineData(
        "p5:\n  plugins:\n    a:\n      source:\n\n        ./p\n      cmd: a\n",
        "p5:\n  plugins:\n    a:\n      # was: source:\n\n        # ./p\n      cmd: a\n")]
    // A checksum was that of the WASM file
    [InlineData(
        "p5:\n  plugins:\n    a:\n      source: ./p\n      sha256: 00ff # x\n",
        "p5:\n  plugins:\n    a:\n      cmd: ./p/p\n      # was: sha256: 00ff # x\n")]
    [InlineData(
        "p5:\n  plugins:\n    a: {sha256: 00ff, source: ./p}\n",
        "p5:\n  plugins:\n    # was: p5.plugins.a.sha256: 00ff\n    a: {cmd: ./p/p}\n")]
    [InlineData(
        "p5:\n  plugins:\n    a: {sha256: 00ff, source: ./p, cmd: ''}\n",
        "p5:\n  plugins:\n    # was: p5.plugins.a.sha256: 00ff\n    # was: p5.plugins.a.source: ./p\n"
        + "    a: {cmd: './p/p'}\n")]
    [InlineData(
        "p5: {plugins: {a: {cmd: '', source: ./p, sha256: 00ff}, b: {x: 1, source: ./b, cmd: b}}}\n",
        "# was: p5.plugins.a.sha256: 00ff\n# was: p5.plugins.a.source: ./p\n# was: p5.plugins.b.source: ./b\n"
        + "p5: {plugins: {a: {cmd: './p/p'}, b: {x: 1, cmd: b}}}\n")]
    // Anchors and aliases that touch nothing else
    [InlineData(
        "x: &p ./p\np5:\n  plugins:\n    a:\n      source: *p\n",
        "x: &p ./p\np5:\n  plugins:\n    a:\n      cmd: ./p/p\n")]
    [InlineData(
        "d: &d {args: []}\np5:\n  plugins:\n    a: &a\n      <<: *d\n      source: ./p\n",
        "d: &d {args: []}\np5:\n  plugins:\n    a: &a\n      <<: *d\n      cmd: ./p/p\n")]
    // Byte order mark, line ends, order and further documents stay
    [InlineData(
        "\uFEFF# é😀\r\np5:\r\n    order: [b]\r\n    plugins:\r\n        a:\r\n            source: github.com/o/a\r\n"
        + "...\r\n---\r\np5: {plugins: {a: {source: ./p}}}\r\n",
        "\uFEFF# é😀\r\np5:\r\n    order: [b]\r\n    plugins:\r\n        a:\r\n"
        + "            # was: source: github.com/o/a\r\n            cmd: a\r\n...\r\n---\r\n"
        + "p5: {plugins: {a: {source: ./p}}}\r\n")]
    [InlineData(
        "p5:\n  plugins:\n    order: [a]\n    a:\n      source: ./a\n    b:\n      source: ./b\n    none:\n",
        "p5:\n  plugins:\n    order: [a]\n    a:\n      cmd: ./a/a\n    b:\n      cmd: ./b/b\n    none:\n")]
    public void Convert_OldText_BecomesNewTextOnce(string before, string after)
    {
        ConfigConversion first = ConvertFile("Pulumi.yaml", before);
        ConfigConversion second = ConvertFile("Pulumi.yaml", first.Text);

        first.Text.ShouldBe(after, string.Join('\n', first.Warnings));
        first.Changed.ShouldBeTrue();
        (second.Text, second.Changed, second.Diff, second.Plugins.Count).ShouldBe((after, false, "", 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing")]
    [InlineData("name: x\nsource: ./p\np5:\n")]
    [InlineData("p5: {plugins: }")]
    [InlineData("p5:\n  plugins:\n    a: {cmd: a, config: {source: ./p}}\n")]
    [InlineData("plugins: {a: {source: ./p}}")]
    public void Convert_NothingOld_ChangesNothing(string text)
    {
        ConfigConversion conversion = ConvertFile("Pulumi.yml", text);

        (conversion.Text, conversion.Changed, conversion.Warnings.Count).ShouldBe((text, false, 0));
    }

    [Theory]
    [InlineData(
        "b: &b {source: ./p}\np5:\n  plugins:\n    a: *b\n",
        "'source' comes from an alias or a merge key (<<) that other keys may share.")]
    [InlineData(
        "b: &b {source: ./p}\np5:\n  plugins:\n    a:\n      <<: *b\n",
        "'source' comes from an alias or a merge key (<<) that other keys may share.")]
    [InlineData(
        "p5:\n  plugins:\n    a: &a {source: ./p}\n    b: *a\n",
        "the edit would change more than this plugin's keys; does an alias share them?")]
    [InlineData(
        "p5:\n  plugins:\n    a:\n      source: &s ./p\n      args: [*s]\n",
        "the result would not be valid; is there an anchor on one of its keys?")]
    [InlineData(
        "p5:\n  plugins:\n    a: {cmd: a, # why\n      source: ./p}\n",
        "there is a comment between its keys in braces.")]
    [InlineData(
        "p5:\n  plugins:\n    a:\n      cmd: a\n      ? source\n      : ./p\n",
        "one of its keys is not at the start of its line.")]
    [InlineData("p5:\n  plugins:\n    a: {source: }\n", "its source is blank or has control characters.")]
    public void Convert_EditThatIsNotSafe_LeavesThatPluginAndSaysWhy(string text, string reason)
    {
        // Another plugin is converted all the same.
        string whole = text.Replace(
            "  plugins:\n", "  plugins:\n    ok:\n      source: ./ok\n", StringComparison.Ordinal);

        ConfigConversion conversion = ConvertFile("Pulumi.yaml", whole);

        conversion.Text.ShouldBe(whole.Replace("source: ./ok", "cmd: ./ok/ok", StringComparison.Ordinal));
        conversion.Plugins.Single().Name.ShouldBe("ok");
        string refusal = conversion.Warnings.First(warning => warning.Contains("manually", StringComparison.Ordinal));
        refusal.ShouldEndWith($"plugin 'a': it was not converted; convert it manually: {reason}");
    }

    [Theory]
    [InlineData("p5: 5", "1:1: p5.plugins must be a table with one table for each plugin.")]
    [InlineData("p5:\n  plugins: []", "2:3: p5.plugins must be a table with one table for each plugin.")]
    [InlineData("p5:\n  plugins:\n    a: ./p", "3:5: The plugin 'a' must be a table.")]
    [InlineData("p5:\n  plugins:\n    a: {source: []}", "3:9: 'source' of the plugin 'a' must be a string.")]
    [InlineData("p5: {a: 1, a: 2}", "1:12: The key a is a duplicate of the one in line 1.")]
    public void Convert_WrongText_ReportsFileLineAndColumn(string text, string message) =>
        Should.Throw<P5Exception>(() => ConvertFile("Pulumi.yaml", text)).Message
            .ShouldBe($"{PathOf("Pulumi.yaml")}:{message}");

    [Fact]
    public void Convert_LocalSource_IsRelativeToTheFile()
    {
        Write("project/p/p.manifest.yaml", "interactive: true");

        ConfigConversion conversion = ConvertFile("project/Pulumi.yaml", "p5: {plugins: {a: {source: ./p}}}");

        conversion.Warnings.ShouldContain(
            $"{PathOf("project/Pulumi.yaml")}:1:20: plugin 'a': "
            + "interactive of p.manifest.yaml is no longer enforced; it allowed a login in the browser.");
    }
}
