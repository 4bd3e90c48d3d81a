namespace P5.PowerShell.Tests;

/// <summary>The cmdlets' own tests, one case a file.</summary>
public sealed class PesterTests(ITestOutputHelper output)
{
    public static IEnumerable<TheoryDataRow<string>> Files => PesterSuite.FileNames.Select(
        name => PesterSuite.IsHostile(name)
            ? new TheoryDataRow<string>(name).WithTrait("Category", "Hostile")
            : new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Files))]
    [TestCaseOrderer(typeof(PesterStarter))]
    public async Task PesterFile_InPowerShell_Passes(string fileName)
    {
        PesterResult result = await PesterSuite.ResultAsync(fileName);

        string skipped = string.Join(", ", result.Skipped.DefaultIfEmpty("none"));
        output.WriteLine($"{result.Passed} passed in {result.Seconds:f1} s. Skipped: {skipped}.");
        string failures = string.Concat(result.Failures.Select(failure => $"\n\n{failure.Name}\n{failure.Message}"));
        Assert.True(result.Failures.Count == 0, $"{result.Failures.Count} failed in {fileName}:{failures}");
        result.Passed.ShouldBeGreaterThan(0);
    }
}
