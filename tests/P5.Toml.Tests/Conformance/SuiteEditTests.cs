using System.Text.Json.Nodes;

namespace P5.Toml.Tests.Conformance;

/// <summary>Each edit of each key of each valid file of the suite changes what it names, and nothing else.</summary>
public sealed class SuiteEditTests
{
    private const string Fresh = "p5-edit";

    public static TheoryData<string> ValidFiles
    {
        get
        {
            string[] files = [.. SuiteFolder.Files("valid")];
            return files.Length == 0 ? new TheoryData<string>("valid") : new TheoryData<string>(files);
        }
    }

    [Fact]
    public void ValidFiles_Together_HaveManyKeysToEdit()
    {
        Assert.SkipWhen(SuiteFolder.Path is null, SuiteFolder.SkipReason);

        SuiteFolder.Files("valid")
            .Sum(file => KeyLocator.Find(TomlParser.ParseStrict(TomlParser.Decode(SuiteFolder.Read(file)))).Count)
            .ShouldBeGreaterThan(500);
    }

    [Theory]
    [MemberData(nameof(ValidFiles))]
    public void SetValue_EachKey_ChangesItsValueOnly(string file) => EditEachKey(
        file,
        key => key.SetValue(Fresh),
        (data, key) => TableOf(data, key.Path)[(string)key.Path[^1]] = Tagged("string", Fresh));

    [Theory]
    [MemberData(nameof(ValidFiles))]
    public void Rename_EachKey_ChangesItsNameOnly(string file) => EditEachKey(
        file,
        key => key.Key.Rename(Fresh),
        (data, key) =>
        {
            JsonObject table = TableOf(data, key.Path);
            JsonNode? value = table[(string)key.Path[^1]];
            table.Remove((string)key.Path[^1]);
            table.Add(Fresh, value);
        });

    [Theory]
    [MemberData(nameof(ValidFiles))]
    public void Remove_EachKey_TakesItsOwnOnly(string file) => EditEachKey(file, key => key.Remove(), Remove);

    [Theory]
    [MemberData(nameof(ValidFiles))]
    public void CommentOut_EachKey_TakesItsOwnOnly(string file) =>
        EditEachKey(file, key => key.CommentOut("was: "), Remove);

    [Theory]
    [MemberData(nameof(ValidFiles))]
    public void InsertCommentAbove_EachKey_ChangesNoValue(string file) =>
        EditEachKey(file, key => key.InsertCommentAbove(Fresh), (_, _) => { });

    [Theory]
    [MemberData(nameof(ValidFiles))]
    public void InsertAfter_EachLine_AddsTheKeyOnly(string file) => EditEachKey(
        file,
        key => key.InsertAfter($"{Fresh} = true"),
        (data, key) => ((JsonObject)NodeAt(data, key.Table)).Add(Fresh, Tagged("bool", "true")),
        key => key.IsLine);

    [Theory]
    [MemberData(nameof(ValidFiles))]
    public void AppendTables_EachFile_AddsTheTableOnly(string file)
    {
        Assert.SkipWhen(SuiteFolder.Path is null, SuiteFolder.SkipReason);
        string text = TomlParser.Decode(SuiteFolder.Read(file));
        DocumentSyntax document = TomlParser.ParseStrict(text);
        JsonNode expected = TaggedJson.Encode(document.ToTable());
        ((JsonObject)expected).Add(Fresh, new JsonObject { ["a"] = Tagged("bool", "true") });

        document.AppendTables($"[{Fresh}]\na = true\n");

        string edited = document.ToString();
        edited.ShouldStartWith(text, Case.Sensitive);
        JsonNode.DeepEquals(TaggedJson.Encode(TomlParser.ParseStrict(edited).ToTable()), expected).ShouldBeTrue(edited);
        JsonNode.DeepEquals(TaggedJson.Encode(document.ToTable()), expected).ShouldBeTrue();
    }

    private static void EditEachKey(
        string file,
        Action<KeyValueSyntax> edit,
        Action<JsonNode, LocatedKey> expect,
        Func<LocatedKey, bool>? applies = null)
    {
        Assert.SkipWhen(SuiteFolder.Path is null, SuiteFolder.SkipReason);
        string text = TomlParser.Decode(SuiteFolder.Read(file));
        int count = KeyLocator.Find(TomlParser.ParseStrict(text)).Count;
        for (int index = 0; index < count; index++)
        {
            // An edit changes the tree, so that each one has a tree of its own.
            DocumentSyntax document = TomlParser.ParseStrict(text);
            LocatedKey key = KeyLocator.Find(document)[index];
            if (applies?.Invoke(key) is false)
            {
                continue;
            }

            JsonNode expected = TaggedJson.Encode(document.ToTable());
            expect(expected, key);

            edit(key.Syntax);

            string edited = document.ToString();
            JsonNode actual = TaggedJson.Encode(TomlParser.ParseStrict(edited).ToTable());
            JsonNode.DeepEquals(actual, expected).ShouldBeTrue(
                $"{string.Join('.', key.Path)}:\n{edited}\nmeans\n{actual}\nand not\n{expected}");
        }
    }

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
