using System.Diagnostics;

namespace P5.Testing;

/// <summary>
/// Runs the PowerShell of <c>.config/dotnet-tools.json</c> to its end. The process is <c>dotnet</c> with
/// <c>pwsh.dll</c>, because the tool's own launcher is another process between a test and the shell.
/// </summary>
public static class PwshProcess
{
    private static readonly string s_shell = BuildMetadata.Get(typeof(PwshProcess), "Pwsh");

    /// <summary>The <c>dotnet</c> that built the tests.</summary>
    public static string DotNetHost { get; } = BuildMetadata.Get(typeof(PwshProcess), "DotNetHost");

    /// <summary>Runs it to its end, as <see cref="Programs.RunAsync"/> does.</summary>
    /// <param name="arguments">What follows <c>-NoProfile -NonInteractive</c>.</param>
    /// <param name="limit">The longest it may take.</param>
    /// <param name="environment">Variables in addition to this process's environment; null for none.</param>
    public static Task<RunResult> RunAsync(
        IEnumerable<string> arguments, TimeSpan limit, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(
            DotNetHost, ["exec", s_shell, "-NoProfile", "-NonInteractive", .. arguments]);
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Programs.RunAsync(start, limit: limit);
    }
}
