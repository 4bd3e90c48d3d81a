using P5.Host;

namespace P5.Docs.Tests;

/// <summary>The example for Starship, which is not there to try it.</summary>
public sealed class PromptExampleTests
{
    [Fact]
    public void Starship_Configuration_ShowsTheStackVariable()
    {
        ConfigMap root = TomlFile.Read(File.ReadAllBytes(Repository.PathOf("examples/prompts/starship.toml")));

        var module = (ConfigMap)((ConfigMap)root.Find("env_var")!).Find(StatusVariables.Stack)!;
        ((ConfigText)module.Find("format")!).Value.ShouldBe(@"[\[$env_value\]]($style) ");
        ((ConfigText)root.Find("format")!).Value.ShouldStartWith($"${{env_var.{StatusVariables.Stack}}}");
    }
}
