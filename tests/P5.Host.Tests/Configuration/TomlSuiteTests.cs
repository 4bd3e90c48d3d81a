using System.Text.Json.Nodes;

namespace P5.Host.Tests;

/// <summary>The public suite of TOML 1.1.0, one case a file, without exceptions.</summary>
public sealed class TomlSuiteTests(ITestOutputHelper output)
{
    public static TheoryData<string> ValidFiles => [.. TomlSuite.Cases("valid")];

    public static TheoryData<string> InvalidFiles => [.. TomlSuite.Cases("invalid")];

    [Fact]
    public void Files_OfTheSuite_AreAllThere()
    {
        Assert.SkipWhen(TomlSuite.IsMissing, TomlSuite.SkipReason);
        string[] valid = [.. TomlSuite.Files("valid")];
        string[] invalid = [.. TomlSuite.Files("invalid")];
        output.WriteLine($"toml-test 1.1.0: {valid.Length} valid and {invalid.Length} invalid files");

        valid.Length.ShouldBeGreaterThanOrEqualTo(220);
        invalid.Length.ShouldBeGreaterThanOrEqualTo(492);
    }

    [Theory]
    [MemberData(nameof(ValidFiles))]
    public void Read_ValidFile_GivesTheSuitesValues(string file)
    {
        Assert.SkipWhen(TomlSuite.IsMissing, TomlSuite.SkipReason);

        JsonNode actual = TaggedJson.Encode(TomlFile.Read(TomlSuite.Read(file)));

        JsonNode expected = TaggedJson.Normalize(JsonNode.Parse(TomlSuite.Read(Path.ChangeExtension(file, ".json")))!);
        JsonNode.DeepEquals(actual, expected).ShouldBeTrue($"{actual}\nis not\n{expected}");
    }

    [Theory]
    [MemberData(nameof(InvalidFiles))]
    public void Read_InvalidFile_IsAnErrorAtAPlaceOfTheText(string file)
    {
        Assert.SkipWhen(TomlSuite.IsMissing, TomlSuite.SkipReason);
        byte[] bytes = TomlSuite.Read(file);
        int lines = bytes.Count(b => b == '\n') + 1;

        var error = Should.Throw<ConfigurationException>(() => TomlFile.Read(bytes));

        error.Line!.Value.ShouldBeInRange(1, lines);
        error.Column!.Value.ShouldBeInRange(1, bytes.Length + 1);
        error.Problem.ShouldEndWith(".");
        error.Problem.ShouldNotBe("This is not valid TOML.");
    }
}
