using P5.Checks;
using P5.GoPlugin.Checks;

namespace P5.Interop.Tests;

/// <summary>The plugins of every language keep all rules, as <c>docs/compatibility.md</c> says.</summary>
public sealed class ConformanceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(PluginLanguage.CSharp)]
    [InlineData(PluginLanguage.CSharpNative)]
    [InlineData(PluginLanguage.Go)]
    [InlineData(PluginLanguage.Python)]
    [InlineData(PluginLanguage.Node)]
    public async Task RunAsync_ExampleOfAnyLanguage_DoesAsTheTableOfTheDocumentationSays(PluginLanguage language)
    {
        DevEnvPlugin plugin = DevEnvPlugin.Require(language);

        List<ConformanceCheck> checks = await PluginTest.RunAsync(new PluginTestOptions
        {
            Command = plugin.Command,
            Arguments = plugin.Arguments,
            Config = new Dictionary<string, string> { ["backendUrl"] = "s3://program" },
            StackConfig = new Dictionary<string, string> { ["passphrase"] = "hunter2hunter2" },
            RuleTimeout = TestTimeout.Default,
        }).ToListAsync();

        foreach (ConformanceCheck check in checks)
        {
            output.WriteLine($"{check.Outcome,-13} {check.Id,-16} {check.Evidence}");
        }

        checks.Where(check => check.Outcome == CheckOutcome.Fail).ShouldBeEmpty();
        Dictionary<string, string> table = CompatibilityTable.Of(language);
        if (Wine.IsRunning)
        {
            table["AutoMtls"] = Cell(CheckOutcome.NotApplicable); // Wine.HasNoKeys
        }

        checks.ToDictionary(check => check.Id, check => Cell(check.Outcome)).ShouldBe(table, ignoreOrder: true);
        checks.ShouldAllBe(check => !check.Evidence.Contains("hunter2", StringComparison.Ordinal));
    }

    private static string Cell(CheckOutcome outcome) =>
        outcome == CheckOutcome.NotApplicable ? "n/a" : $"{outcome}".ToLowerInvariant();
}
