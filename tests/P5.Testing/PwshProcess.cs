using System.Diagnostics;

namespace P5.Testing;

/// <summary>
/// Runs the PowerShell of <c>.config/dotnet-tools.json</c> to its end. The process is <c>dotnet</c> with
/// <c>pwsh.dll</c>, because the tool's own launcher is another process between a test and the shell.
/// </summary>
public static class PwshProcess
{
    private static readonly string s_shell = BuildMetadata.Get(typeof(PwshProcess), "Pwsh");

    /// <summary>Another shell than that of the tools, which tests/windows/run gives: it has no <c>dotnet</c>.</summary>
    private static readonly string? s_given =
        Environment.GetEnvironmentVariable("P5_TEST_PWSH") is { Length: > 0 } given ? given : null;

    /// <summary>Why the shell cannot be started; null if it can.</summary>
    public static string? Obstacle { get; } =
        Wine.IsRunning && s_given is null ? "P5_TEST_PWSH names no shell for Windows." : null;

    /// <summary>The <c>dotnet</c> that built the tests.</summary>
    public static string DotNetHost { get; } = BuildMetadata.Get(typeof(PwshProcess), "DotNetHost");

    /// <summary>Runs it to its end, as <see cref="Programs.RunAsync"/> does.</summary>
    /// <param name="arguments">What follows <c>-NoProfile -NonInteractive</c>.</param>
    /// <param name="limit">The longest it may take.</param>
    /// <param name="environment">Variables in addition to this process's environment; null for none.</param>
    public static Task<RunResult> RunAsync(
        IEnumerable<string> arguments, TimeSpan limit, IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] shell = s_given is null ? [DotNetHost, "exec", s_shell] : [s_given];
        var start = new ProcessStartInfo(
            shell[0], [.. shell[1..], "-NoProfile", "-NonInteractive", .. arguments]);
        // PowerShell prepares its telemetry at each start, and tests start many shells.
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Programs.RunAsync(start, limit: limit);
    }
}
