using System.Text.Json.Nodes;
using P5.Host;
using Tomlyn.Syntax;

namespace P5.Migration.Tests;

/// <summary>Each edit of each key of each valid file of toml-test changes what it names, and nothing else.</summary>
public sealed class TomlSuiteEditTests(ITestOutputHelper output)
{
    private const string Fresh = "p5-edit";

    public static TheoryData<string> ValidFiles => [.. TomlSuite.Cases("valid")];

    [Fact]
    public void ValidFiles_Together_HaveManyKeysToEdit()
    {
        Assert.SkipWhen(TomlSuite.IsMissing, TomlSuite.SkipReason);

        int keys = TomlSuite.Files("valid").Sum(file => KeyLocator.Find(Parse(Decode(file)), Decode(file).Text).Count);
        output.WriteLine($"toml-test 1.1.0: {keys} keys");

        keys.ShouldBeGreaterThan(500);
    }

    [Theory]
    [MemberData(nameof(ValidFiles))]
    public void SetValue_EachKey_ChangesItsValueOnly(string file) => EditEachKey(
        file,
        (edits, key) => edits.SetValue(key, Fresh),
        (data, key) => TableOf(data, key.Path)[(string)key.Path[^1]] = Tagged("string", Fresh));

    [Theory]
    [MemberData(nameof(ValidFiles))]
    public void Rename_EachKey_ChangesItsNameOnly(string file) => EditEachKey(
        file,
        (edits, key) => edits.Rename(key, Fresh),
        (data, key) =>
        {
            JsonObject table = TableOf(data, key.Path);
            JsonNode? value = table[(string)key.Path[^1]];
            table.Remove((string)key.Path[^1]);
            table.Add(Fresh, value);
        });

    [Theory]
    [MemberData(nameof(ValidFiles))]
    public void CommentOut_EachKey_TakesItsOwnOnly(string file) =>
        EditEachKey(file, (edits, key) => edits.CommentOut(key, "was: "), Remove);

    [Theory]
    [MemberData(nameof(ValidFiles))]
    public void NoteAbove_EachKey_ChangesNoValue(string file) =>
        EditEachKey(file, (edits, key) => edits.NoteAbove(key, Fresh), (_, _) => { });

    private static void EditEachKey(
        string file, Action<SpanEditor, KeySpan> edit, Action<JsonNode, LocatedKey> expect)
    {
        Assert.SkipWhen(TomlSuite.IsMissing, TomlSuite.SkipReason);
        foreach (string lineEnd in new[] { "\n", "\r\n" })
        {
            ConfigFileText source = Decode(file);
            source = source.WithText(source.Text.ReplaceLineEndings(lineEnd));
            string before = TaggedJson.Encode(Read(source)).ToJsonString();
            foreach (LocatedKey key in KeyLocator.Find(Parse(source), source.Text))
            {
                var edits = new SpanEditor(new TomlDocument(source));
                if (!TryEdit(() => edit(edits, key.Span), key))
                {
                    continue;
                }

                JsonNode expected = JsonNode.Parse(before)!;
                expect(expected, key);

                string edited = edits.Apply();

                JsonNode actual = TaggedJson.Encode(Read(source.WithText(edited)));
                JsonNode.DeepEquals(actual, expected).ShouldBeTrue(
                    $"{string.Join('.', key.Path)}:\n{edited}\nmeans\n{actual}\nand not\n{expected}");
            }
        }
    }

    /// <summary>Only an inline table with comments refuses an edit.</summary>
    private static bool TryEdit(Action edit, LocatedKey key)
    {
        try
        {
            edit();
            return true;
        }
        catch (EditRefusedException)
        {
            key.Syntax.Parent!.Parent!.Parent!.ToString().ShouldContain("#");
            return false;
        }
    }

    private static ConfigFileText Decode(string file) => TomlFile.Decode(TomlSuite.Read(file));

    private static DocumentSyntax Parse(ConfigFileText source) => TomlSyntax.Parse(source).ShouldNotBeNull();

    private static ConfigMap Read(ConfigFileText source) =>
        new TomlReader(source, new ConfigurationLoaderOptions { LocalOffset = TomlFile.LocalOffset }).ReadStrict();

    /// <summary>Tables that only this dotted key made go with it.</summary>
    private static void Remove(JsonNode data, LocatedKey key)
    {
        for (int length = key.Path.Count; length > key.Table.Count; length--)
        {
            IReadOnlyList<object> path = [.. key.Path.Take(length)];
            JsonObject table = TableOf(data, path);
            if (length == key.Path.Count || table[(string)path[^1]] is JsonObject { Count: 0 })
            {
                table.Remove((string)path[^1]);
            }
        }
    }

    private static JsonObject TableOf(JsonNode data, IReadOnlyList<object> path) =>
        (JsonObject)NodeAt(data, path.SkipLast(1));

    private static JsonNode NodeAt(JsonNode data, IEnumerable<object> path) =>
        path.Aggregate(data, (node, step) => step is int index ? node[index]! : node[(string)step]!);

    private static JsonObject Tagged(string type, string value) => new() { ["type"] = type, ["value"] = value };
}
