using System.Text.Json;
using P5.GoPlugin;

namespace P5.PowerShell.Tests.Pester;

/// <summary>The PowerShell and the Pester of this machine, or why the tests that need them cannot run.</summary>
/// <param name="Executable">The full path of pwsh; null with <paramref name="Problem"/>.</param>
/// <param name="Problem">What is missing, or null.</param>
internal sealed record PwshInstallation(string? Executable, string? Problem)
{
    private const string Probe =
        """
        $pester = Get-Module -ListAvailable Pester | Where-Object { $_.Version.Major -eq 5 } | Select-Object -First 1
        @{ PowerShell = "$($PSVersionTable.PSVersion)"; Pester = "$($pester.Version)" } | ConvertTo-Json
        """;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private static readonly Lazy<Task<PwshInstallation>> s_found = new(SearchAsync);

    /// <summary>Looks for them, once.</summary>
    internal static Task<PwshInstallation> FindAsync() => s_found.Value;

    private static async Task<PwshInstallation> SearchAsync()
    {
        if (!ExecutableFinder.TryFind("pwsh", out string? executable, out string? problem))
        {
            return new PwshInstallation(null, $"PowerShell is not installed: {problem}.");
        }

        using JsonDocument found = JsonDocument.Parse(await PwshProcess.RunAsync(executable, ["-Command", Probe], s_limit));
        string powerShell = found.RootElement.GetProperty("PowerShell").GetString()!;
        string pester = found.RootElement.GetProperty("Pester").GetString()!;
        if (new Version(powerShell.Split('-')[0]) < ModuleManifest.PowerShellVersion)
        {
            return new PwshInstallation(
                null, $"{executable} is PowerShell {powerShell}; the module needs {ModuleManifest.PowerShellVersion}.");
        }

        return pester.Length == 0
            ? new PwshInstallation(null, $"{executable} finds no Pester 5: run Install-Module Pester -MaximumVersion 5.99.99.")
            : new PwshInstallation(executable, null);
    }
}
