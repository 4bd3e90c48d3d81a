using System.Text;

namespace P5.Host.Tests;

/// <summary>YAML that is small on disk and means to be large in memory.</summary>
[Trait("Category", "Hostile")]
public sealed class HostileYamlTests : IDisposable
{
    private readonly TemporaryWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Aliases_ThatMultiply_AreRefused()
    {
        var yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++)
        {
            yaml.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        Refused(yaml.ToString()).ShouldContain("aliases");
    }

    [Fact]
    public void MergeKeys_ThatMultiply_AreRefused()
    {
        var yaml = new StringBuilder("a0: &a0 {k: " + new string('x', 1000) + "}\n");
        for (int i = 1; i < 30; i++)
        {
            yaml.Append($"a{i}: &a{i} {{k{i}: *a{i - 1}, l{i}: *a{i - 1}, <<: *a{i - 1}}}\n");
        }

        Refused(yaml.ToString()).ShouldContain("aliases");
    }

    // A file of 1 KiB must not take as long as one of 16 MiB.
    [Theory]
    [InlineData(200, false)]
    [InlineData(300, true)]
    public void Aliases_InASmallFile_MayTakeLess(int count, bool isRefused)
    {
        string yaml = $"a: &a '{new string('x', 1_000)}'\nb: [{string.Join(", ", Enumerable.Repeat("*a", count))}]\n";
        if (isRefused)
        {
            Refused(yaml).ShouldBe("With its aliases, this exceeds 285,408 values and characters.");
            return;
        }

        _workspace.Write("Pulumi.yaml", yaml);
        _workspace.Load();
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void Nesting_BeyondReason_IsRefused(string opening) =>
        Refused("x:\n  " + string.Concat(Enumerable.Repeat(opening, 100_000))).ShouldContain("nested");

    [Fact]
    public void Nesting_ThroughAliases_IsRefused()
    {
        var yaml = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 500; i++)
        {
            yaml.Append($"a{i}: &a{i} [*a{i - 1}]\n");
        }

        Refused(yaml.ToString()).ShouldContain("nested");
    }

    [Fact]
    public void Aliases_InUsualNumbers_AreFine()
    {
        _workspace.Write("p5.toml", "[plugins.p]\n");
        _workspace.Write(
            "Pulumi.dev.yaml",
            "x: &x {a: 1}\nconfig: {p5:plugins: {p: {v: [" + string.Join(", ", Enumerable.Repeat("*x", 1000)) + "]}}}");

        WorkspaceConfiguration configuration = _workspace.Load("dev");

        configuration.StackError.ShouldBeNull();
        configuration.Plugins["p"].StackConfig["v"].Length.ShouldBe((8 * 1000) + 1);
    }

    private string Refused(string yaml)
    {
        _workspace.Write("Pulumi.yaml", yaml);
        return Should.Throw<ConfigurationException>(() => _workspace.Load()).Problem;
    }
}
