namespace P5.Host;

/// <summary>
/// Checks what the settings of a merged plugin lead to, and reports errors at the settings. Starts nothing.
/// </summary>
/// <param name="plugin">The plugin.</param>
/// <param name="declaration">Where the first file names it.</param>
/// <param name="diagnostics">Takes the errors.</param>
internal sealed class PluginDiagnostics(
    PluginConfiguration plugin, ConfigPosition declaration, DiagnosticBag diagnostics)
{
    private const string EnvFix = "Correct it; see about_P5_Plugins.";

    /// <summary>Checks that the executable exists and has the configured checksum.</summary>
    /// <param name="workspace">Full path of the workspace.</param>
    /// <param name="checksums">The digests of executables, each computed once.</param>
    public void CheckCommand(string workspace, FileChecksums checksums)
    {
        string executable;
        try
        {
            executable = CommandResolver.Resolve(plugin, workspace);
        }
        catch (P5Exception exception)
        {
            string id = plugin.Command.Length == 0 ? DiagnosticIds.CommandMissing
                : CommandResolver.LeadsToFile(plugin, workspace) ? DiagnosticIds.CommandNotExecutable
                : DiagnosticIds.CommandNotFound;
            Report(id, exception.Message, exception.RecommendedAction, PluginOptions.Command.Key);
            return;
        }

        if (plugin.Get(PluginOptions.Sha256) is { } expected)
        {
            CheckChecksum(executable, expected, checksums);
        }
    }

    /// <summary>Checks that <c>env</c> can read its configuration. Reads no file and runs no command.</summary>
    public void CheckEnvInputs()
    {
        if (CountInputs("config", plugin.ProgramConfig) + CountInputs("stack config", plugin.StackConfig) == 0)
        {
            Report(DiagnosticIds.EnvConfigInvalid, $"Plugin '{EnvSource.Name}': {EnvSource.NoInput}.", EnvFix);
        }
    }

    private void CheckChecksum(string executable, string expected, FileChecksums checksums)
    {
        try
        {
            string actual = checksums.Of(executable);
            if (actual != expected)
            {
                Report(
                    DiagnosticIds.ChecksumMismatch,
                    $"{executable} has the SHA-256 {actual}, not {expected}: plugin '{plugin.Name}' will not be "
                        + "started.",
                    $"Find out why the file changed. If you trust it, set sha256 to {actual}.",
                    PluginOptions.Sha256.Key);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Report(
                DiagnosticIds.ChecksumMismatch,
                $"{executable} cannot be compared with sha256: {exception.Message}",
                $"Make {executable} readable.",
                PluginOptions.Sha256.Key);
        }
    }

    // The list and the other keys are read separately, so that each error has its own position.
    private int CountInputs(string table, IReadOnlyDictionary<string, string> config) =>
        config
            .GroupBy(pair => pair.Key == EnvInputParser.ListKey)
            .Sum(part => CountInputs(table, part.ToDictionary()));

    private int CountInputs(string table, Dictionary<string, string> part)
    {
        try
        {
            return EnvInputParser.Parse(part).Count();
        }
        catch (EnvInputException exception)
        {
            Report(
                DiagnosticIds.EnvConfigInvalid,
                $"Plugin '{EnvSource.Name}': {exception.Message}.",
                EnvFix,
                part.Keys
                    .OrderBy(key => key != "type")
                    .ThenBy(key => key, StringComparer.Ordinal)
                    .Select(key => KeyPath.Append(table, key)));
            return 1;
        }
    }

    /// <summary>
    /// Reports an error at the first of some settings that a file sets; if none is set, at the plugin's declaration.
    /// </summary>
    private void Report(string id, string message, string fix, params IEnumerable<string> settings)
    {
        string? setting = settings.FirstOrDefault(plugin.Positions.ContainsKey);
        ConfigPosition position = setting is null ? declaration : plugin.Positions[setting];
        string key = KeyPath.Append("plugins", plugin.Name);
        diagnostics.Add(new ConfigurationDiagnostic
        {
            Severity = DiagnosticSeverity.Error,
            Id = id,
            File = position.File,
            Line = position.Line,
            Column = position.Column,
            Key = setting is null ? key : $"{key}.{setting}",
            Plugin = plugin.Name,
            Message = message,
            Fix = fix,
        });
    }
}
