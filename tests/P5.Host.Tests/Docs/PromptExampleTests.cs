using P5.Host.Environment;
using P5.Toml;

namespace P5.Host.Tests.Docs;

/// <summary>The example for Starship, which is not there to try it.</summary>
public sealed class PromptExampleTests
{
    [Fact]
    public void Starship_Configuration_ShowsTheStackVariable()
    {
        string text = TomlParser.Decode(File.ReadAllBytes(Repository.PathOf("examples/prompts/starship.toml")));

        TomlTable root = TomlParser.ParseStrict(text).ToTable();

        var module = (TomlTable)((TomlTable)root["env_var"])[StatusVariables.Stack];
        ((TomlString)module["format"]).Value.ShouldBe(@"[\[$env_value\]]($style) ");
        ((TomlString)root["format"]).Value.ShouldStartWith($"${{env_var.{StatusVariables.Stack}}}");
    }
}
