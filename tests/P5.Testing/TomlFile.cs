using System.Text;
using P5.Host;

namespace P5.Testing;

/// <summary>A p5.toml that is not on disk, read as the product reads one.</summary>
internal static class TomlFile
{
    /// <summary>An offset that no test writes, so that dates and times without one stand out.</summary>
    public static TimeSpan LocalOffset { get; } = new(-12, -34, 0);

    private static readonly ConfigurationLoaderOptions s_options = new() { LocalOffset = LocalOffset };

    /// <summary>The values.</summary>
    /// <exception cref="ConfigurationException">The file is not valid.</exception>
    public static ConfigMap Read(byte[] bytes) => new TomlReader(Decode(bytes), s_options).ReadStrict();

    /// <inheritdoc cref="Read(byte[])"/>
    public static ConfigMap Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    /// <summary>The value of the key <c>a</c> that is written so.</summary>
    public static ConfigValue ReadValue(string value) => Read($"a = {value}").Find("a").ShouldNotBeNull();

    /// <summary>What is wrong with a text.</summary>
    public static IReadOnlyList<ConfigurationDiagnostic> Check(string text)
    {
        ConfigFileText source = Decode(Encoding.UTF8.GetBytes(text));
        new TomlReader(source, s_options).Read();
        return source.Diagnostics.All;
    }

    public static ConfigFileText Decode(byte[] bytes) =>
        ConfigFileText.Decode(ConfigurationStage.Global, "/p5.toml", bytes);
}
