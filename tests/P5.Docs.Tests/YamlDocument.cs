using System.Text;
using P5.Host;

namespace P5.Docs.Tests;

/// <summary>YAML of the repository, read as the product reads its own.</summary>
internal static class YamlDocument
{
    public static ConfigMap Read(string file, string text) => YamlReader
        .ReadStrict(ConfigFileText.Decode(ConfigurationStage.Stack, file, Encoding.UTF8.GetBytes(text)))
        .ShouldBeOfType<ConfigMap>(file);
}
