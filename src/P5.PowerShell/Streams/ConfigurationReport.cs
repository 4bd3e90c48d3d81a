using P5.Host;
using P5.PowerShell.Commands;

namespace P5.PowerShell;

/// <summary>Reports which configuration was read, and its warnings.</summary>
internal static class ConfigurationReport
{
    /// <summary>Writes the files to the verbose stream, and the warnings.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="elapsed">How long reading it took.</param>
    public static void Write(P5Cmdlet cmdlet, WorkspaceConfiguration configuration, TimeSpan elapsed)
    {
        string?[] files = [configuration.GlobalFile, configuration.ProgramFile, configuration.StackFile];
        string stack = configuration.StackName is { } name ? $"Stack '{name}' of" : "No stack is selected in";
        string read = string.Join(", ", files.OfType<string>());
        cmdlet.WriteVerbose(
            $"{stack} {configuration.WorkspaceDirectory}: read {read} in {elapsed.TotalMilliseconds:0} ms.");
        foreach (ConfigurationDiagnostic warning in configuration.Warnings)
        {
            cmdlet.WriteWarning($"{warning.Place}: {warning.Message}");
        }
    }
}
