namespace P5.PowerShell.Tests;

/// <summary>What came of one test file, as <c>Invoke-TestFiles.ps1</c> writes it.</summary>
/// <param name="Passed">How many tests passed.</param>
/// <param name="Seconds">How long the file took.</param>
/// <param name="Skipped">The names of those that were skipped.</param>
/// <param name="Failures">What failed: tests, and the set-up of groups and files.</param>
internal sealed record PesterResult(
    int Passed, double Seconds, IReadOnlyList<string> Skipped, IReadOnlyList<PesterFailure> Failures);
