using P5.Sources;

namespace P5.Host;

/// <summary>Reports the settings of a built-in source that are wrong or missing.</summary>
/// <param name="plugin">The plugin.</param>
/// <param name="known">The settings that the source has.</param>
/// <param name="report">Reports findings at the plugin's settings.</param>
internal sealed class SourceDiagnostics(
    PluginConfiguration plugin, IReadOnlyList<SourceSetting> known, PluginDiagnostics report)
{
    private const string Program = "config";
    private const string Stack = "stack config";

    private readonly string _prefix = $"Plugin '{plugin.Name}': ";
    private readonly string _known =
        $"The settings of {plugin.BuiltIn} are {string.Join(", ", known.Select(setting => setting.Key))}.";

    /// <summary>The keys that are not read, each with its setting.</summary>
    public static IEnumerable<(string Setting, string Key)> ListUnknownKeys(
        IReadOnlyList<SourceSetting> known, PluginConfiguration plugin) =>
        from table in new[] { (Name: Program, Config: plugin.ProgramConfig), (Name: Stack, Config: plugin.StackConfig) }
        from key in table.Config.Keys
        where !known.Any(setting => setting.Key == key)
        select (KeyPath.Append(table.Name, key), key);

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
            report.Error(
                DiagnosticIds.SourceConfigInvalid,
                $"{_prefix}{problem.Message}.",
                $"Correct it. {_known}",
                problem.Setting.Length == 0 ? [] : PlacesOf(problem.Setting));
        }

        var settings = SourceSettings.Read(known, plugin.ProgramConfig, plugin.StackConfig, Report);
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

    /// <summary>The places of a key, the one that counts first.</summary>
    private static IEnumerable<string> PlacesOf(string key) =>
        [KeyPath.Append(Stack, key), KeyPath.Append(Program, key)];
}
