using System.Text.Json;

namespace P5.PowerShell.Tests;

/// <summary>
/// Runs the files of <c>tests/pester</c> in a few PowerShell processes that share them: a process that has imported
/// Pester and the module takes longer to start than most files take to run.
/// </summary>
internal static class PesterSuite
{
    /// <summary>
    /// The variable that selects files where all would take too long: their names without folder and extensions,
    /// separated by spaces.
    /// </summary>
    internal const string SelectionVariable = "P5_TEST_PESTER";

    private static readonly string[]? s_selected =
        Environment.GetEnvironmentVariable(SelectionVariable) is { Length: > 0 } names ? names.Split(' ') : null;

    // Only a file that hangs meets this, on a busy machine too.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(60);

    private static Task<Dictionary<string, PesterResult>>? s_results;

    /// <summary>
    /// The test files, as paths below the folder: one for each cmdlet, the others in <c>scenarios/</c>.
    /// </summary>
    internal static IEnumerable<string> FileNames =>
        Directory.GetFiles(BuiltFiles.PesterDirectory, "*.Tests.ps1", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(BuiltFiles.PesterDirectory, file).Replace('\\', '/'))
            .Order();

    /// <summary>Whether a file's tests have the tag <c>Hostile</c>.</summary>
    internal static bool IsHostile(string fileName) =>
        File.ReadAllText(Path.Join(BuiltFiles.PesterDirectory, fileName))
            .Contains(" -Tag Hostile ", StringComparison.Ordinal);

    /// <summary>Whether a file is run: all are if none is selected.</summary>
    internal static bool IsSelected(string fileName) =>
        s_selected is null || s_selected.Contains(Path.GetFileName(fileName).Split('.')[0]);

    /// <summary>Starts to run files, those that are selected. Call once.</summary>
    /// <param name="fileNames">Some of <see cref="FileNames"/>.</param>
    internal static void Start(IEnumerable<string> fileNames) =>
        s_results = RunAsync([.. fileNames.Distinct().Where(IsSelected)]);

    /// <summary>Waits for a file that was started.</summary>
    /// <param name="fileName">The file, which is selected.</param>
    /// <returns>What came of it.</returns>
    internal static async Task<PesterResult> ResultAsync(string fileName) => (await s_results!)[fileName];

    private static async Task<Dictionary<string, PesterResult>> RunAsync(string[] fileNames)
    {
        string folder = Directory.CreateTempSubdirectory("p5-pester-").FullName;
        try
        {
            // The largest first, so that no process is still at one of them when the others have ended.
            string[] files = [.. fileNames.OrderByDescending(SizeOf)];
            int processes = Math.Min(files.Length, Math.Clamp(Environment.ProcessorCount, 1, 4));
            RunResult[] ends = await Task.WhenAll(
                Enumerable.Range(0, processes).Select(_ => RunProcessAsync(files, folder)));
            return files.ToDictionary(name => name, name => ReadResult(name, folder, ends));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static long SizeOf(string fileName) =>
        new FileInfo(Path.Join(BuiltFiles.PesterDirectory, fileName)).Length;

    private static Task<RunResult> RunProcessAsync(IEnumerable<string> files, string resultFolder) =>
        PwshProcess.RunAsync(
            [
                "-File", Path.Join(BuiltFiles.PesterDirectory, "Invoke-TestFiles.ps1"),
                "-Pester", BuiltFiles.Pester,
                "-ResultFolder", resultFolder,
                .. files,
            ],
            s_limit,
            new Dictionary<string, string>
            {
                ["P5_TEST_CONFIGURATION"] = BuiltFiles.Configuration,

                // The shells are short-lived: measuring which code is hot costs them a fifth of their time.
                ["DOTNET_TieredPGO"] = "0",
            });

    // A process that dies leaves the file that it ran without a result.
    private static PesterResult ReadResult(string fileName, string folder, IEnumerable<RunResult> ends)
    {
        string file = Path.Join(folder, $"{fileName.Replace('/', '-')}.json");
        return File.Exists(file)
            ? JsonSerializer.Deserialize<PesterResult>(File.ReadAllText(file))!
            : new PesterResult(0, 0, [], [
                new PesterFailure(fileName, $"pwsh wrote no result, but this:\n{string.Join('\n', ends)}")]);
    }
}
