namespace P5.Host;

/// <summary>Reports the settings of a built-in source that are wrong, missing or not read.</summary>
/// <param name="plugin">The plugin.</param>
/// <param name="known">The settings that the source has.</param>
/// <param name="report">Reports findings at the plugin's settings.</param>
internal sealed class SourceDiagnostics(
    PluginConfiguration plugin, IReadOnlyList<SourceSetting> known, PluginDiagnostics report)
{
    private const string Fix = "Correct it; see about_P5_Plugins.";

    private readonly string _prefix = $"Plugin '{plugin.Name}': ";

    /// <summary>Checks them.</summary>
    /// <param name="validate">
    /// Called with the settings if all are right; throws a <see cref="SourceException"/> if they do not fit together.
    /// </param>
    public void Check(Action<SourceSettings> validate)
    {
        bool isRight = true;
        void Report(SourceException problem)
        {
            isRight = false;
            report.Error(DiagnosticIds.SourceConfigInvalid, $"{_prefix}{problem.Message}.", Fix, problem.Setting);
        }

        var settings = SourceSettings.Read(known, plugin.ProgramConfig, plugin.StackConfig, Report);
        ReportUnknownKeys();
        if (!isRight)
        {
            return;
        }

        try
        {
            validate(settings);
        }
        catch (SourceException problem)
        {
            Report(problem);
        }
    }

    private void ReportUnknownKeys()
    {
        string[] keys = [.. known.Select(setting => setting.Key)];
        foreach ((string setting, string key) in SourceSettings.ListUnknownKeys(known, plugin))
        {
            string? nearest = NearestName.Find(key, keys);
            report.Warn(
                DiagnosticIds.UnknownKey,
                $"{_prefix}{KeyPath.Append("", key)} is not read."
                    + (nearest is null ? "" : $" Did you mean {nearest}?"),
                nearest is null
                    ? $"Remove it. Known keys: {string.Join(", ", keys)}."
                    : $"Rename it to {nearest}.",
                [setting]);
        }
    }
}
