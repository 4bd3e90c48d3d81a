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
            Error(id, exception.Message, exception.RecommendedAction, [PluginOptions.Command.Key]);
            return;
        }

        if (plugin.Get(PluginOptions.Sha256) is { } expected)
        {
            CheckChecksum(executable, expected, checksums);
        }
    }

    /// <summary>Reports keys that only a plugin with a process has.</summary>
    /// <param name="source">The built-in source that the plugin is.</param>
    public void CheckUnusedKeys(BuiltInSource source)
    {
        foreach (string key in PluginOptions.OfProcess.Select(option => option.Key).Where(plugin.Positions.ContainsKey))
        {
            Warn(
                DiagnosticIds.KeyNotUsed,
                $"Plugin '{plugin.Name}' is the built-in source {source.Name}, which starts no process: {key} is not "
                    + "used.",
                key == PluginOptions.Command.Key
                    ? "Remove it, or give the plugin another name, with which it is that executable."
                    : "Remove it.",
                [key]);
        }
    }

    /// <summary>Reports variables of <c>files</c> that the plugin cannot set.</summary>
    /// <param name="source">The built-in source that the plugin is.</param>
    public void CheckFiles(BuiltInSource source)
    {
        IReadOnlyList<string> files = plugin.Get(PluginOptions.Files);
        if (files.Count == 0 || source.ListNames(plugin) is not { } names)
        {
            return;
        }

        foreach (string name in files.Except(names, VariableRules.NameComparer))
        {
            Warn(
                DiagnosticIds.FileNotReturned,
                names.Count == 0
                    ? $"Plugin '{plugin.Name}' sets no variables, but files has {name}."
                    : $"Plugin '{plugin.Name}' does not set {name}, which files has. It sets "
                        + $"{string.Join(", ", names)}.",
                "Correct the name in files, or the settings of the plugin.",
                [PluginOptions.Files.Key],
                name);
        }
    }

    /// <summary>
    /// Reports an error at the first of the settings that a file sets, otherwise at the plugin's declaration.
    /// </summary>
    /// <param name="id">One of <see cref="DiagnosticIds"/>.</param>
    /// <param name="message">What was found.</param>
    /// <param name="fix">What to do.</param>
    /// <param name="settings">The settings, the one that counts first.</param>
    /// <param name="subject">What it is about, if several findings can be at one place.</param>
    public void Error(string id, string message, string fix, IEnumerable<string> settings, string subject = "") =>
        Report(DiagnosticSeverity.Error, id, message, fix, settings, subject);

    /// <inheritdoc cref="Error"/>
    public void Warn(string id, string message, string fix, IEnumerable<string> settings, string subject = "") =>
        Report(DiagnosticSeverity.Warning, id, message, fix, settings, subject);

    /// <summary>The position of the first of the settings that a file sets, otherwise of the declaration.</summary>
    public string PlaceOf(IEnumerable<string> settings)
    {
        ConfigPosition position = PositionOf(FirstOf(settings));
        return ConfigurationDiagnostic.PlaceOf(position.File, position.Line, position.Column);
    }

    private void CheckChecksum(string executable, string expected, FileChecksums checksums)
    {
        try
        {
            string actual = checksums.Of(executable);
            if (actual != expected)
            {
                Error(
                    DiagnosticIds.ChecksumMismatch,
                    $"{executable} has the SHA-256 {actual}, not the configured one: plugin '{plugin.Name}' will not "
                        + "be started.",
                    $"Find out why the file changed. If you trust it, set sha256 to {actual}.",
                    [PluginOptions.Sha256.Key]);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Error(
                DiagnosticIds.ChecksumMismatch,
                $"{executable} cannot be compared with sha256: {exception.Message}",
                $"Make {executable} readable.",
                [PluginOptions.Sha256.Key]);
        }
    }

    private void Report(
        DiagnosticSeverity severity,
        string id,
        string message,
        string fix,
        IEnumerable<string> settings,
        string subject)
    {
        string? setting = FirstOf(settings);
        ConfigPosition position = PositionOf(setting);
        string key = KeyPath.Append("plugins", plugin.Name);
        diagnostics.Add(new ConfigurationDiagnostic
        {
            Severity = severity,
            Id = id,
            File = position.File,
            Line = position.Line,
            Column = position.Column,
            Key = setting is null ? key : $"{key}.{setting}",
            Plugin = plugin.Name,
            Subject = subject,
            Message = message,
            Fix = fix,
        });
    }

    private string? FirstOf(IEnumerable<string> settings) =>
        settings.FirstOrDefault(setting => Find(setting) is not null);

    private ConfigPosition PositionOf(string? setting) =>
        setting is null ? declaration : Find(setting)!;

    private ConfigPosition? Find(string setting) =>
        plugin.Positions.GetValueOrDefault(setting) ?? plugin.ItemPositions.GetValueOrDefault(setting);
}
