namespace P5.PowerShell.Tests;

/// <summary>The cmdlets' own tests, one case a file.</summary>
public sealed class PesterTests(ITestOutputHelper output)
{
    public static TheoryData<string> Files => [.. PesterSuite.FileNames];

    public static TheoryData<string> HostileFiles => [.. PesterSuite.HostileFileNames];

    [Theory]
    [MemberData(nameof(Files))]
    public Task PesterFile_InPowerShell_Passes(string fileName) => PassesAsync(fileName);

    [Theory]
    [Trait("Category", "Hostile")]
    [MemberData(nameof(HostileFiles))]
    public Task HostilePesterFile_InPowerShell_Passes(string fileName) => PassesAsync(fileName);

    private async Task PassesAsync(string fileName)
    {
        PesterResult result = await PesterSuite.ResultAsync(fileName);

        string skipped = string.Join(", ", result.Skipped.DefaultIfEmpty("none"));
        output.WriteLine($"{result.Passed} passed in {result.Seconds:f1} s. Skipped: {skipped}.");
        string failures = string.Concat(result.Failures.Select(failure => $"\n\n{failure.Name}\n{failure.Message}"));
        Assert.True(result.Failures.Count == 0, $"{result.Failures.Count} failed in {fileName}:{failures}");
        result.Passed.ShouldBeGreaterThan(0);
    }
}
