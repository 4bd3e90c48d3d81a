namespace P5.Host;

/// <summary>A merged plugin, and the way to say which of its settings leads nowhere.</summary>
/// <param name="plugin">The plugin.</param>
/// <param name="declaration">Where the first file names it.</param>
/// <param name="findings">Takes what is found.</param>
internal sealed class PluginPlaces(PluginConfiguration plugin, ConfigPosition declaration, Findings findings)
{
    /// <summary>The plugin.</summary>
    public PluginConfiguration Plugin { get; } = plugin;

    /// <summary>Notes an error at the first of some settings that is given, or where the plugin is declared.</summary>
    public void Error(string id, string message, string fix, params IEnumerable<string> settings)
    {
        string? setting = settings.FirstOrDefault(Plugin.Sources.ContainsKey);
        ConfigurationSource place = setting is null
            ? new ConfigurationSource(declaration.File, declaration.Line, declaration.Column)
            : Plugin.Sources[setting];
        string key = KeyPath.Append("plugins", Plugin.Name);
        findings.Add(new ConfigurationDiagnostic
        {
            Severity = DiagnosticSeverity.Error,
            Id = id,
            File = place.File,
            Line = place.Line,
            Column = place.Column,
            Key = setting is null ? key : $"{key}.{setting}",
            Plugin = Plugin.Name,
            Message = message,
            Fix = fix,
        });
    }
}
