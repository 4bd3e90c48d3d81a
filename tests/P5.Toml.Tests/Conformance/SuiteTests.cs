using System.Text;
using System.Text.Json.Nodes;

namespace P5.Toml.Tests.Conformance;

/// <summary>The public suite of TOML 1.1.0, one case a file, without exceptions.</summary>
public sealed class SuiteTests(ITestOutputHelper output)
{
    public static TheoryData<string> ValidFiles => Cases("valid");

    public static TheoryData<string> InvalidFiles => Cases("invalid");

    [Fact]
    public void Files_OfTheSuite_AreAllThere()
    {
        Assert.SkipWhen(SuiteFolder.Path is null, SuiteFolder.SkipReason);
        string[] valid = [.. SuiteFolder.Files("valid")];
        string[] invalid = [.. SuiteFolder.Files("invalid")];
        output.WriteLine($"toml-test 1.1.0: {valid.Length} valid and {invalid.Length} invalid files");

        valid.Length.ShouldBeGreaterThanOrEqualTo(220);
        invalid.Length.ShouldBeGreaterThanOrEqualTo(492);
    }

    [Theory]
    [MemberData(nameof(ValidFiles))]
    public void Parse_ValidFile_GivesTheSuitesValues(string file)
    {
        Assert.SkipWhen(SuiteFolder.Path is null, SuiteFolder.SkipReason);
        DocumentSyntax document = TomlParser.ParseStrict(TomlParser.Decode(SuiteFolder.Read(file)));

        JsonNode actual = TaggedJson.Encode(document.ToTable());

        JsonNode expected = TaggedJson.Normalize(JsonNode.Parse(SuiteFolder.Read(Path.ChangeExtension(file, ".json")))!);
        JsonNode.DeepEquals(actual, expected).ShouldBeTrue($"{actual}\nis not\n{expected}");
    }

    [Theory]
    [MemberData(nameof(ValidFiles))]
    public void ToString_ValidFile_GivesTheSameBytes(string file)
    {
        Assert.SkipWhen(SuiteFolder.Path is null, SuiteFolder.SkipReason);
        byte[] bytes = SuiteFolder.Read(file);

        string text = TomlParser.ParseStrict(TomlParser.Decode(bytes)).ToString();

        Encoding.UTF8.GetBytes(text).ShouldBe(bytes);
    }

    [Theory]
    [MemberData(nameof(InvalidFiles))]
    public void ParseStrict_InvalidFile_IsRejectedInsideTheText(string file)
    {
        Assert.SkipWhen(SuiteFolder.Path is null, SuiteFolder.SkipReason);
        byte[] bytes = SuiteFolder.Read(file);

        TomlException error = Should.Throw<TomlException>(() => TomlParser.ParseStrict(TomlParser.Decode(bytes)));

        error.Position.Offset.ShouldBeInRange(0, bytes.Length);
        error.Message.ShouldEndWith(".");
    }

    [Theory]
    [MemberData(nameof(InvalidFiles))]
    public void ToString_InvalidFile_GivesTheSameText(string file)
    {
        Assert.SkipWhen(SuiteFolder.Path is null, SuiteFolder.SkipReason);
        string text = Encoding.UTF8.GetString(SuiteFolder.Read(file));

        TomlParser.Parse(text).ToString().ShouldBe(text);
    }

    /// <summary>Without the suite there is one case, which skips, so that its absence shows.</summary>
    private static TheoryData<string> Cases(string folder)
    {
        string[] files = [.. SuiteFolder.Files(folder)];
        return files.Length == 0 ? new TheoryData<string>(folder) : new TheoryData<string>(files);
    }
}
