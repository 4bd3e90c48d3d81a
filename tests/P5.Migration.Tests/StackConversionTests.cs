namespace P5.Migration.Tests;

public sealed class StackConversionTests : ConverterTestBase
{
    private const string File = "Pulumi.dev.yaml";

    [Theory]
    // The first one becomes p5:plugins where it stands
    [InlineData(
        "config:\n  aws:region: eu\n  # the login\n  p5:plugins:okta: # mine\n    role: admin\n\n    # more\n"
        + "    key: |\n      a\n        b\n    # end\n  z: 1\n",
        "config:\n  aws:region: eu\n  # the login\n  p5:plugins:\n    okta:\n      config: # mine\n"
        + "        role: admin\n\n        # more\n        key: |\n          a\n            b\n        # end\n  z: 1\n")]
    [InlineData(
        "config:\n    p5:plugins:okta: {role: admin}",
        "config:\n    p5:plugins:\n        okta:\n            config: {role: admin}")]
    [InlineData(
        "config:\r\n  \"p5:plugins:a b\":\r\n    x: 1\r\n",
        "config:\r\n  \"p5:plugins\":\r\n    \"a b\":\r\n      \"config\":\r\n        x: 1\r\n")]
    [InlineData("config:\n  p5:plugins:1: {x: 1}\n", "config:\n  p5:plugins:\n    '1':\n      config: {x: 1}\n")]
    // Further ones follow, wherever they stood
    [InlineData(
        "config:\n  p5:plugins:a:\n    x: 1\n  aws:region: eu\n  # of b\n  p5:plugins:b:\n    y: 2",
        "config:\n  p5:plugins:\n    a:\n      config:\n        x: 1\n    # of b\n    b:\n      config:\n"
        + "        y: 2\n  aws:region: eu")]
    [InlineData(
        "config:\n  p5:plugins:b:\n    y: 2 # two\n  p5:plugins:\n    a:\n      config: {x: 1}\n    # last\n  z: 1\n",
        "config:\n  p5:plugins:\n    a:\n      config: {x: 1}\n    # last\n    b:\n      config:\n"
        + "        y: 2 # two\n  z: 1\n")]
    [InlineData(
        "config:\n  p5:plugins:a: {x: 1}\n  p5:plugins:b: {y: 2}\n  p5:plugins:c:\n    z: 3",
        "config:\n  p5:plugins:\n    a:\n      config: {x: 1}\n    b:\n      config: {y: 2}\n    c:\n      config:\n"
        + "        z: 3")]
    [InlineData(
        "config:\r\n  p5:plugins:a: {x: 1}\r\n  z: 1\r\n  p5:plugins:b: {y: 2}",
        "config:\r\n  p5:plugins:\r\n    a:\r\n      config: {x: 1}\r\n    b:\r\n      config: {y: 2}\r\n  z: 1")]
    // What is there is merged with
    [InlineData(
        "config:\n  p5:plugins:\n    b:\n      config:\n        y: 1\n  p5:plugins:a: {x: 1}\n  p5:plugins:b: {z: 2}\n",
        "config:\n  p5:plugins:\n    b:\n      config:\n        y: 1\n        z: 2\n    a:\n      config: {x: 1}\n")]
    [InlineData(
        "config:\n  p5:plugins:\n    a: {x: 1}\n  # of a\n  p5:plugins:a: {y: 1}\n  p5:plugins:b: {x: 1}\n",
        "config:\n  p5:plugins:\n    a: {x: 1, y: 1}\n    b:\n      config: {x: 1}\n  # of a\n")]
    [InlineData(
        "config:\n  p5:plugins:\n    a:\n      config:\n        x: 1\n  p5:plugins:a:\n    x: 1\n    y: 2\n",
        "config:\n  p5:plugins:\n    a:\n      config:\n        x: 1\n        y: 2\n")]
    [InlineData(
        "config:\n  p5:plugins:\n    a:\n      x: 1\n  p5:plugins:a:\n    # why\n    y:\n    - 2\n",
        "config:\n  p5:plugins:\n    a:\n      x: 1\n      # why\n      y:\n      - 2\n")]
    [InlineData(
        "config:\n  p5:plugins:\n    a:\n  p5:plugins:a: {x: 1}\n",
        "config:\n  p5:plugins:\n    a:\n      config: {x: 1}\n")]
    [InlineData(
        "config:\n  p5:plugins:\n  p5:plugins:a: {x: 1}\n", "config:\n  p5:plugins:\n    a:\n      config: {x: 1}\n")]
    [InlineData(
        "config:\n  p5:plugins: {}\n  p5:plugins:a:\n    x: 1\n",
        "config:\n  p5:plugins:\n    a:\n      config:\n        x: 1\n")]
    [InlineData(
        "config:\n  p5:plugins: null # n\n  p5:plugins:a:\n    x: 1\n",
        "config:\n  p5:plugins: # n\n    a:\n      config:\n        x: 1\n")]
    [InlineData(
        "config:\n  p5:plugins: {b: {config: {y: 2}}}\n  p5:plugins:a: {x: 1}\n",
        "config:\n  p5:plugins: {b: {config: {y: 2}}, a: {config: {x: 1}}}\n")]
    // A config of its own stays what it is
    [InlineData(
        "config:\n  p5:plugins:a:\n    config:\n      x: 1\n",
        "config:\n  p5:plugins:\n    a:\n      config:\n        x: 1\n")]
    [InlineData(
        "config:\n  p5:plugins:\n    a:\n      config: {y: 2}\n  p5:plugins:a:\n    config: {x: 1}\n",
        "config:\n  p5:plugins:\n    a:\n      config: {y: 2, x: 1}\n")]
    // Braces
    [InlineData(
        "config: {p5:plugins:a: {x: 1}, aws:region: eu, p5:plugins:b: {y: [2]}}",
        "config: {p5:plugins: {a: {config: {x: 1}}, b: {config: {y: [2]}}}, aws:region: eu}")]
    [InlineData(
        "{\n  \"config\": {\n    \"p5:plugins:a\": {\"x\": 1}\n  }\n}\n",
        "{\n  \"config\": {\n    \"p5:plugins\": {\"a\": {\"config\": {\"x\": 1}}}\n  }\n}\n")]
    // Secrets and aliases go along
    [InlineData(
        "secretsprovider: passphrase\nconfig:\n  b: &b {x: 1}\n  p5:plugins:a: *b\n  p5:plugins:c:\n    <<: *b\n"
        + "    pw:\n      secure: AAA\n",
        "secretsprovider: passphrase\nconfig:\n  b: &b {x: 1}\n  p5:plugins:\n    a:\n      config: *b\n    c:\n"
        + "      config:\n        <<: *b\n        pw:\n          secure: AAA\n")]
    [InlineData(
        "config:\n  p5:plugins:a: {x: 1}\n---\nconfig:\n  p5:plugins:a: {x: 1}\n",
        "config:\n  p5:plugins:\n    a:\n      config: {x: 1}\n---\nconfig:\n  p5:plugins:a: {x: 1}\n")]
    public void Convert_OldKeys_BecomeEntriesOnce(string before, string after)
    {
        ConfigConversion first = ConvertFile(File, before);
        ConfigConversion second = ConvertFile(File, first.Text);

        first.Text.ShouldBe(after, string.Join('\n', first.Warnings));
        first.Warnings.ShouldBeEmpty();
        (second.Text, second.Changed, second.Diff, second.Plugins.Count).ShouldBe((after, false, "", 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("config:\n")]
    [InlineData("p5:plugins:a: {x: 1}\n")]
    [InlineData("config:\n  p5:plugins:\n    a:\n      x: 1\n")]
    [InlineData("config:\n  p5:plugins: {a: {config: {x: 1}}}\n  p5:other:a: 1\n")]
    public void Convert_NothingOld_ChangesNothing(string text)
    {
        ConfigConversion conversion = ConvertFile(File, text);

        (conversion.Text, conversion.Changed, conversion.Warnings.Count).ShouldBe((text, false, 0));
    }

    [Theory]
    // Conflicts
    [InlineData(
        "  p5:plugins:\n    a:\n      config:\n        x: 1\n  p5:plugins:a:\n    x: 2\n    y: 3\n",
        "'x' has another value in line 5; remove one of them.")]
    [InlineData(
        "  p5:plugins:\n    a:\n      x: 1\n  p5:plugins:a:\n    config: {x: 1}\n    config2: 1\n",
        "its setting 'config' would hide those that p5:plugins.a already has.")]
    // What is not a table
    [InlineData("  p5:plugins:a: text\n", "p5:plugins:a is text, but must be a table.")]
    [InlineData("  p5:plugins:a:\n", "it is empty; remove it.")]
    [InlineData("  p5:plugins: []\n  p5:plugins:a: {x: 1}\n", "p5:plugins is a list, but must be a table.")]
    [InlineData("  p5:plugins: {a: 1}\n  p5:plugins:a: {x: 1}\n", "p5:plugins.a is an integer, but must be a table.")]
    // What others may share
    [InlineData(
        "  b: &b\n    p5:plugins:a: {x: 1}\n  <<: *b\n",
        "'p5:plugins:a' comes from an alias or a merge key (<<) that other keys may share.")]
    [InlineData(
        "  b: &b {c: {}}\n  p5:plugins: *b\n  p5:plugins:a: {x: 1}\n",
        "'p5:plugins' comes from an alias that other keys may share.")]
    [InlineData(
        "  p5:plugins: &p {}\n  q: *p\n  p5:plugins:a: {x: 1}\n",
        "the edit would change more than this plugin's keys; does an alias share them?")]
    [InlineData(
        "  p5:plugins:\n    a: {y: 1}\n  p5:plugins:a: &x {x: 1}\n  q: *x\n",
        "the result would not be valid; is there an anchor on one of its keys?")]
    // Layout that cannot move
    [InlineData(
        "  p5:plugins: {b: {y: 1}}\n  p5:plugins:a:\n    x: 1\n    y: [\n      2]\n",
        "'p5:plugins' is in braces, so lines cannot be added.")]
    [InlineData(
        "  p5:plugins:\n    a:\n      config:\n        y: 1\n  p5:plugins:a: # of a\n    x: 1\n",
        "a comment would be lost.")]
    [InlineData("  ? p5:plugins:a\n  : {x: 1}\n", "one of its keys is not at the start of its line.")]
    public void Convert_WhatIsNotSafe_LeavesThatKeyAndSaysWhy(string text, string reason)
    {
        string whole = "config:\n" + text;

        ConfigConversion conversion = ConvertFile(File, whole);

        (conversion.Text, conversion.Changed, conversion.Plugins.Count).ShouldBe((whole, false, 0));
        conversion.Warnings.ShouldHaveSingleItem().ShouldEndWith(
            $"p5:plugins:a: it was not converted; convert it manually: {reason}");
    }

    [Fact]
    public void Convert_Plugins_TellOldAndNewPlace()
    {
        ConfigConversion conversion = ConvertFile(
            File, "config:\n  p5:plugins:\n    flat: {x: 1}\n  p5:plugins:a: {x: 1}\n  p5:plugins:flat: {y: 1}\n");

        conversion.Plugins.ShouldBe(
        [
            new PluginConversion("a", 4, null, "p5:plugins:a", "p5:plugins.a.config"),
            new PluginConversion("flat", 5, null, "p5:plugins:flat", "p5:plugins.flat"),
        ]);
    }
}
