using System.Text;

namespace P5.Host.Tests;

/// <summary>
/// What go-yaml v3 reads, with its values, and what it rejects: each row was compared with its version 3.0.1.
/// </summary>
public sealed class YamlAgreementTests
{
    [Theory]
    // Blocks of text that begin with a line of spaces.
    [InlineData("a: |\n  \n  text\n", """{"a":"\ntext\n"}""")]
    [InlineData("a: >\n    \n    text\nb: 1\n", """{"a":"\ntext\n","b":1}""")]
    [InlineData("a: |2\n  \n    x\n   y\n", """{"a":"\n  x\n y\n"}""")]
    [InlineData("a: |-2\n   x\n", """{"a":" x"}""")]
    [InlineData("a:\n  - |\n    \n    x\n  - >\n    \n    y\n", """{"a":["\nx\n","\ny\n"]}""")]
    [InlineData("a: |\nb: 1\n", """{"a":"","b":1}""")]
    [InlineData("a: |\n    \nb: 1\n", """{"a":"","b":1}""")]
    [InlineData("a:\n  b: |\n    \n  c: 2\n", """{"a":{"b":"","c":2}}""")]
    [InlineData("a: |+\n  x\n\n\nb: y\n", """{"a":"x\n\n\n","b":"y"}""")]
    // Flow collections and quoted texts that continue at the parent's column.
    [InlineData("m: {\na: 1\n}\n", """{"m":{"a":1}}""")]
    [InlineData("m: {\na: 1,\nb: [\nx,\ny\n]\n}\nn: 2\n", """{"m":{"a":1,"b":["x","y"]},"n":2}""")]
    [InlineData("m: [a,\nb]\n", """{"m":["a","b"]}""")]
    [InlineData("x:\n  m: [a,\n  b]\n  n: {a: 1,\n  b: 2}\n", """{"x":{"m":["a","b"],"n":{"a":1,"b":2}}}""")]
    [InlineData("a: \"one\ntwo\"\n", """{"a":"one two"}""")]
    [InlineData("x:\n  a: \"one\n  two\"\n  b: 'x\n  y'\n", """{"x":{"a":"one two","b":"x y"}}""")]
    // Indicators that are text.
    [InlineData("a: [-c, x, -]\n", """{"a":["-c","x","-"]}""")]
    [InlineData("a: [-, -]\n", """{"a":["-","-"]}""")]
    [InlineData("a: {b: -, c: -}\n", """{"a":{"b":"-","c":"-"}}""")]
    [InlineData("a: \"x\"#c\n", """{"a":"x"}""")]
    [InlineData("a: 'x'#c\nb: 1\n", """{"a":"x","b":1}""")]
    [InlineData("a: b#c\n", """{"a":"b#c"}""")]
    [InlineData("a: [x:y, http://z]\n", """{"a":["x:y","http://z"]}""")]
    [InlineData("a: {\"b\":1,'c':2}\n", """{"a":{"b":1,"c":2}}""")]
    [InlineData("a: {\n\t'b':\t'1',\tc: 2 }\n", """{"a":{"b":"1","c":2}}""")]
    // Escapes.
    [InlineData("a: \"\\\\ud800 \\\\/\"\n", """{"a":"\\ud800 \\/"}""")]
    [InlineData("a: \"\\U0001F600\"\n", """{"a":"😀"}""")]
    [InlineData("a: \"\\x41\\e\\_\\N\"\n", "{\"a\":\"A\\u001b\u00A0\u0085\"}")]
    // Keys: only those that are written alike are duplicates, and the later of equal ones applies.
    [InlineData("a: {&x k: 1, *x : 2}\n", """{"a":{"k":2}}""")]
    [InlineData("a: {&x k: 1, &y l: 2, *x : 3, *y : 4}\n", """{"a":{"k":3,"l":4}}""")]
    [InlineData("b: {<<: {1: x}, y: 2}\n", """{"b":{"1":"x","y":2}}""")]
    // Directives, documents and marks.
    [InlineData("%YAML 1.1\n---\na: 1\n", """{"a":1}""")]
    [InlineData("a: 1\n---\nb: [\n", """{"a":1}""")]
    [InlineData("{a: 1}\nb: 2\n", """{"a":1}""")]
    [InlineData("\uFEFFa: 1\n", """{"a":1}""")]
    [InlineData("\uFEFF\uFEFFa: 1\n", """{"a":1}""")]
    [InlineData("a: x\uFEFFy\u0085b: 2\n", "{\"a\":\"x\uFEFFy\",\"b\":2}")]
    public void Read_WhatGoYamlReads_HasItsValue(string yaml, string json) =>
        JsonOf("Pulumi.yaml", yaml).ShouldBe(json);

    [Theory]
    [InlineData("a: {true: x, True: y}", "a boolean y")]
    [InlineData("a: {0x1: a, 1: b}", "an integer b")]
    [InlineData("a: {1: x, 01: y}", "an integer y")]
    [InlineData("a: {1.0: x, 1.00: y, 1: z}", "a number y, an integer z")]
    [InlineData("a: {~: x, null: y}", "empty y")]
    [InlineData("a: {True: x, \"true\": y}", "a boolean x, text y")]
    [InlineData("a: {<<: {1: x}, 01: y}", "an integer y")]
    public void Read_OfEqualKeys_TakesTheLater(string yaml, string expected)
    {
        var root = (ConfigMap)YamlReader.ReadStrict(Source("Pulumi.yaml", yaml))!;
        var map = (ConfigMap)root.Find("a")!;

        string.Join(", ", map.Entries.Select(entry => $"{entry.Key.Kind} {((ConfigText)entry.Value).Value}"))
            .ShouldBe(expected);
    }

    [Theory]
    // Halves of a character, and an escape of JSON.
    [InlineData("a: \"\\ud800\"", 1, 4)]
    [InlineData("a: \"\\uD83D\\u0041\"", 1, 4)]
    [InlineData("a: \"\\uD83D\\uDE00\"", 1, 4)]
    [InlineData("a: \"\\uDE00\"", 1, 4)]
    [InlineData("a: \"\\U0000D800\"", 1, 4)]
    [InlineData("a: [x, \"\\/\"]", 1, 8)]
    // Characters.
    [InlineData("a: x\n# \u0001\n", 2, 3)]
    [InlineData("a: \"\u001b\"", 1, 5)]
    [InlineData("a: \u007f", 1, 4)]
    [InlineData("a: |\n  x\u0080", 2, 4)]
    [InlineData("a: \u009f", 1, 4)]
    [InlineData("a: \ufffe", 1, 4)]
    [InlineData("a: \uffff", 1, 4)]
    // Keys.
    [InlineData("a: 1\na: 2\n", 2, 1)]
    [InlineData("{1: x, \"1\": y}", 1, 8)]
    [InlineData("{&x a: {*x : 1, *x : 2}}", 1, 17)]
    [InlineData("{<<: {a: 1}, \"<<\": 2}", 1, 14)]
    // Others.
    [InlineData("%YAML 1.2\n---\na: 1\n", 1, 1)]
    [InlineData("a: &x.b c", 1, 4)]
    [InlineData("a: |\n  x\n\ty\n", 1, 4)]
    [InlineData("a: !!binary \"AA AA\"", 1, 4)]
    public void Read_WhatGoYamlRejects_IsAnErrorAtItsPosition(string yaml, int line, int column)
    {
        var error = Should.Throw<ConfigurationException>(() => YamlReader.ReadStrict(Source("Pulumi.yaml", yaml)));

        (error.Line, error.Column).ShouldBe((line, column));
    }

    [Theory]
    [InlineData(
        "{\r\n\t\"a\": \"\\uD83D\\uDE00\\/\", \"b\":[\r\n\t\t1,-2.5e3,true,null,\"\"\r\n\t],\n\t\"c\": 1\n\t}",
        """{"a":"😀/","b":[1,-2500,true,null,""],"c":1}""")]
    [InlineData("{}", "{}")]
    public void Read_OfJson_HasTheValuesOfJson(string text, string json) => JsonOf("Pulumi.json", text).ShouldBe(json);

    [Theory]
    [InlineData("{\"a\":\"\\uD83D\"}")]
    [InlineData("{\"a\":\"\\uD83Dx\\uDE00\"}")]
    [InlineData("{\"a\":\"\\uD83D\\u0041\"}")]
    [InlineData("{\"a\":\"\\uDE00\"}")]
    public void Read_OfJsonWithHalfACharacter_IsAnError(string text) =>
        Should.Throw<ConfigurationException>(() => YamlReader.ReadStrict(Source("Pulumi.json", text)))
            .Problem.ShouldContain(" character");

    // YAML allows all of this; Pulumi does not, since its file is JSON.
    [Theory]
    [InlineData("{\"a\": [1, 2,]}", 1, 13)]
    [InlineData("{\"a\": 1,\n \"ü\": 2, }", 2, 10)]
    [InlineData("{\n  // why\n  \"a\": 1\n}", 2, 3)]
    [InlineData("{\"a\": 1} # why", 1, 10)]
    [InlineData("{a: 1}", 1, 2)]
    [InlineData("{'a': 1}", 1, 2)]
    [InlineData("a: 1", 1, 1)]
    [InlineData("{\"a\": 01}", 1, 8)]
    [InlineData("", 1, 1)]
    public void Read_OfWhatJsonDoesNotAllow_IsAnErrorAtItsPosition(string text, int line, int column)
    {
        var error = Should.Throw<ConfigurationException>(() => YamlReader.ReadStrict(Source("Pulumi.json", text)));

        (error.Line, error.Column, error.Problem).ShouldBe((line, column, JsonSyntax.Problem));
    }

    // The depth has an error of its own.
    [Fact]
    public void Read_OfDeepJson_IsTooDeep() =>
        Should.Throw<ConfigurationException>(() => YamlReader.ReadStrict(
            Source("Pulumi.json", new string('[', 200) + new string(']', 200))))
            .Problem.ShouldBe("Values must not be nested more than 128 deep.");

    private static string? JsonOf(string file, string text) =>
        ConfigJson.TryWrite(YamlReader.ReadStrict(Source(file, text))!, out string? json, out _) ? json : null;

    private static ConfigFileText Source(string file, string text) =>
        ConfigFileText.Decode(ConfigurationStage.Program, file, Encoding.UTF8.GetBytes(text));
}
