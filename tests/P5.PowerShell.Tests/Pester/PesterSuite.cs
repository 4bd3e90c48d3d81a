using System.Text.Json;

namespace P5.PowerShell.Tests;

/// <summary>
/// Runs the files of <c>tests/pester</c>, each in a PowerShell of its own: what the module keeps is the process's.
/// </summary>
internal static class PesterSuite
{
    // A file takes some seconds; only one that hangs meets this, on a busy machine too.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(15);

    private static readonly SemaphoreSlim s_processors = new(Math.Clamp(Environment.ProcessorCount, 1, 4));

    // All files of a group start with the first that is asked for, as many at a time as there are processors.
    private static readonly Lazy<Dictionary<string, Task<PesterResult>>> s_runs = new(() => Start(FileNames));
    private static readonly Lazy<Dictionary<string, Task<PesterResult>>> s_hostileRuns =
        new(() => Start(HostileFileNames));

    /// <summary>
    /// The test files, as paths below the folder: one for each cmdlet, the others in <c>scenarios/</c>. Those whose
    /// tests have the tag <c>Hostile</c> are a group of their own.
    /// </summary>
    internal static IEnumerable<string> FileNames => AllFileNames.Where(name => !IsHostile(name));

    /// <inheritdoc cref="FileNames"/>
    internal static IEnumerable<string> HostileFileNames => AllFileNames.Where(IsHostile);

    private static IEnumerable<string> AllFileNames =>
        Directory.GetFiles(BuiltFiles.PesterDirectory, "*.Tests.ps1", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(BuiltFiles.PesterDirectory, file).Replace('\\', '/'))
            .Order();

    /// <summary>Runs a file.</summary>
    /// <param name="fileName">A name of either group.</param>
    /// <returns>What came of it.</returns>
    internal static Task<PesterResult> ResultAsync(string fileName) =>
        (IsHostile(fileName) ? s_hostileRuns : s_runs).Value[fileName];

    private static bool IsHostile(string fileName) =>
        File.ReadAllText(Path.Join(BuiltFiles.PesterDirectory, fileName))
            .Contains(" -Tag Hostile ", StringComparison.Ordinal);

    private static Dictionary<string, Task<PesterResult>> Start(IEnumerable<string> fileNames) =>
        fileNames.ToDictionary(name => name, RunAsync);

    private static async Task<PesterResult> RunAsync(string fileName)
    {
        string resultFile = Path.Join(Path.GetTempPath(), $"p5-pester-{Guid.NewGuid():n}.json");
        await s_processors.WaitAsync();
        try
        {
            RunResult result = await PwshProcess.RunAsync(
                [
                    "-File", Path.Join(BuiltFiles.PesterDirectory, "Invoke-TestFile.ps1"),
                    "-Pester", BuiltFiles.Pester,
                    "-Path", Path.Join(BuiltFiles.PesterDirectory, fileName),
                    "-ResultPath", resultFile,
                ],
                s_limit,
                new Dictionary<string, string> { ["P5_TEST_CONFIGURATION"] = BuiltFiles.Configuration });
            return File.Exists(resultFile)
                ? JsonSerializer.Deserialize<PesterResult>(await File.ReadAllTextAsync(resultFile))!
                : new PesterResult(0, [], [new PesterFailure(fileName, $"pwsh wrote no result, but this:\n{result}")]);
        }
        finally
        {
            s_processors.Release();
            File.Delete(resultFile);
        }
    }
}
