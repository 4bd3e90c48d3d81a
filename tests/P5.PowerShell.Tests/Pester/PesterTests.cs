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
        Assert.SkipUnless(
            PesterSuite.IsSelected(fileName),
            $"{PesterSuite.SelectionVariable}, which selects files, does not name it.");
        PesterResult result = await PesterSuite.ResultAsync(fileName);

        string skipped = string.Join(", ", result.Skipped.DefaultIfEmpty("none"));
        output.WriteLine($"{result.Passed} passed in {result.Seconds:f1} s. Skipped: {skipped}.");
        string failures = string.Concat(result.Failures.Select(failure => $"\n\n{failure.Name}\n{failure.Message}"));
        Assert.True(result.Failures.Count == 0, $"{result.Failures.Count} failed in {fileName}:{failures}");
        Assert.SkipWhen(
            result is { Passed: 0, Skipped.Count: > 0 },
            $"None of its {result.Skipped.Count} tests is for this system.");
        result.Passed.ShouldBeGreaterThan(0);
    }
}
