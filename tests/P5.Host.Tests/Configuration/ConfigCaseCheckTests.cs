using System.Text.Json.Nodes;

namespace P5.Host.Tests;

/// <summary>The golden cases: what the reference implementation loads is not an error of the files.</summary>
public sealed class ConfigCaseCheckTests : CheckerTestBase
{
    // The executables of the cases are on no machine, and plugins of the WASM era have none.
    private static readonly string[] s_ofTheMachine =
        [DiagnosticIds.CommandMissing, DiagnosticIds.CommandNotFound, DiagnosticIds.EnvConfigInvalid];

    [Theory]
    [MemberData(nameof(ConfigCaseTests.Cases), MemberType = typeof(ConfigCaseTests))]
    public void Check_OfACase_FindsAnErrorIfLoadingFails(string name)
    {
        Assert.SkipWhen(ConfigCases.Folder is null, ConfigCases.SkipReason);
        ConfigCases.CopyInput(name, Workspace);
        string folder = Path.Combine(ConfigCases.Folder!, name);
        JsonNode given = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "case.json")))!;
        JsonNode expected = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")))!;
        bool stackFails = expected["plugins"] is JsonObject plugins
            && plugins.Any(plugin => plugin.Value!["stackError"] is not null);

        IReadOnlyList<ConfigurationDiagnostic> findings = new ConfigurationChecker().Check(
            Path.Combine(Workspace.Root, (string)given["workdir"]!), (string)given["stack"]!);

        IEnumerable<ConfigurationDiagnostic> errors = findings.Where(finding =>
            finding.Severity == DiagnosticSeverity.Error && !s_ofTheMachine.Contains(finding.Id));
        if (expected["error"] is null && !stackFails)
        {
            errors.ShouldBeEmpty();
        }
        else
        {
            errors.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void Check_OfUnknownAndLegacyKeys_WarnsOfEach()
    {
        Assert.SkipWhen(ConfigCases.Folder is null, ConfigCases.SkipReason);
        ConfigCases.CopyInput("32-unknown-and-legacy-keys", Workspace);

        string[] lines = Lines(new ConfigurationChecker().Check(Workspace.PathOf("apps/desktop"), "dev"));

        lines.Where(line => line.Contains(" Warning ", StringComparison.Ordinal)).ShouldBe(
        [
            "apps/desktop/Pulumi.yaml:4:3 Warning UnknownKey",
            "apps/desktop/Pulumi.yaml:5:3 Warning UnknownKey",
            "apps/desktop/Pulumi.yaml:11:7 Warning UnknownKey",
            "apps/desktop/Pulumi.yaml:12:7 Warning UnknownKey",
            "apps/desktop/Pulumi.yaml:17:7 Warning UnknownKey",
            "apps/desktop/Pulumi.yaml:20:7 Warning LegacyKey",
            "p5.toml:1:1 Warning UnknownKey",
            "p5.toml:2:1 Warning UnknownKey",
            "p5.toml:5:2 Warning UnknownKey",
            "p5.toml:9:1 Warning LegacyKey",
            "p5.toml:11:1 Warning LegacyKey",
            "p5.toml:19:1 Warning UnknownKey",
        ]);
    }
}
