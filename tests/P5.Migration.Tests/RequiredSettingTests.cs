namespace P5.Migration.Tests;

/// <summary>
/// A setting that a manifest requires may stand in any file that is loaded together with the converted one.
/// </summary>
public sealed class RequiredSettingTests : ConverterTestBase
{
    private const string Toml = "[plugins.a]\nsource = './x'\n";
    private const string Program = "p5: {plugins: {a: {source: ./x}}}\n";

    [Theory]
    [InlineData("p5.toml", Toml, "Pulumi.yaml", "p5: {plugins: {a: {config: {needed: 1}}}}")]
    [InlineData("p5.toml", Toml, "Pulumi.dev.yaml", "config: {p5:plugins: {a: {config: {needed: 1}}}}")]
    [InlineData("p5.toml", Toml, "Pulumi.dev.yaml", "config: {p5:plugins: {a: {needed: 1}}}")]
    [InlineData("p5.toml", Toml, "Pulumi.dev.yml", "config:\n  p5:plugins:a: {needed: 1}")]
    [InlineData("Pulumi.yaml", Program, "p5.toml", "[plugins.a.config]\nneeded = 1")]
    [InlineData("Pulumi.yaml", Program, "../p5.toml", "[Plugins.a]\nCONFIG.needed = 1")]
    [InlineData("Pulumi.yml", Program, "Pulumi.prod.yaml", "config: {p5:plugins: {a: {needed: 1}}}")]
    public void Convert_SettingInAnotherFile_IsNotMissing(string name, string text, string other, string otherText)
    {
        Directory.CreateDirectory(PathOf(".git"));
        Write("project/x/x.manifest.yaml", "config: {program: {needed: {required: true}}}");
        Write(Path.Combine("project", other), otherText);

        ConfigConversion conversion = ConvertFile($"project/{name}", text);

        conversion.Changed.ShouldBeTrue();
        string.Join('\n', conversion.Warnings).ShouldNotContain("requires the setting");
    }

    [Theory]
    [InlineData("p5.toml", Toml, "config/Pulumi.dev.yaml", "config: {p5:plugins: {a: {needed: 1}}}")]
    [InlineData("config/Pulumi.dev.yaml", "config: {p5:plugins:a: {x: 1}}", "p5.toml", Toml + "config = {needed = 1}")]
    public void Convert_StackFilesInAnotherFolder_AreRead(string name, string text, string other, string otherText)
    {
        Write("project/x/x.manifest.yaml", "config: {program: {needed: {required: true}}}");
        Write("project/Pulumi.yaml", "stackConfigDir: config\n");
        Write(Path.Combine("project", other), otherText);

        ConfigConversion conversion = ConvertFile($"project/{name}", text);

        conversion.Changed.ShouldBeTrue();
        string.Join('\n', conversion.Warnings).ShouldNotContain("requires the setting");
    }

    [Fact]
    public void Convert_SettingNowhere_ListsWhatWasRead()
    {
        Write("x/x.manifest.yaml", "config: {program: {needed: {required: true}}}");
        Write("Pulumi.yaml", "p5: {plugins: {other: {config: {needed: 1}}}}");
        Write("Pulumi.dev.yaml", "config: {p5:plugins: {other: {needed: 1}}}");

        Convert(Toml).Warnings.ShouldContain(
            $"{PathOf("p5.toml")}:2:1: plugin 'a': x.manifest.yaml requires the setting 'needed', "
            + "which is not given (read: p5.toml, Pulumi.yaml, Pulumi.dev.yaml).");
    }

    [Fact]
    public void Convert_OtherFileBroken_SaysThatNotAllIsKnown()
    {
        Write("x/x.manifest.yaml", "config: {program: {needed: {required: true}}}");
        Write("Pulumi.yaml", "p5: [");

        ConfigConversion conversion = Convert(Toml);

        conversion.Warnings.ShouldContain(warning => warning.Contains(
            $"plugin 'a': its settings are not all known: {PathOf("Pulumi.yaml")}:", StringComparison.Ordinal));
    }
}
