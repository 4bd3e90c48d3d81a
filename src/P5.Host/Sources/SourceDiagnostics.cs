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

    /// <summary>What to do about a problem that is not one of a single setting.</summary>
    public const string CorrectConfig = "Correct the settings of the plugin.";

    private readonly string _prefix = $"Plugin '{plugin.Name}': ";

    /// <summary>The settings of the program and of the stack, with the name of each among the positions.</summary>
    public static IEnumerable<(string Name, IReadOnlyDictionary<string, string> Config)> TablesOf(
        PluginConfiguration plugin) => [(Program, plugin.ProgramConfig), (Stack, plugin.StackConfig)];

    /// <summary>The keys that are not read.</summary>
    public static IEnumerable<UnreadKey> ListUnreadKeys(IReadOnlyList<string> known, PluginConfiguration plugin) =>
        from table in TablesOf(plugin)
        from key in table.Config.Keys.Except(known)
        select new UnreadKey(key, KeyPath.Append("", key), [KeyPath.Append(table.Name, key)]);

    /// <summary>What to do about a problem.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="known">The settings that the source has.</param>
    /// <param name="program">The settings of the program.</param>
    /// <param name="stack">The settings of the stack.</param>
    /// <returns>One or two sentences; null if the problem is not one of a known setting, and has none.</returns>
    public static string? FixOf(
        SourceException problem,
        IReadOnlyList<SourceSetting> known,
        IReadOnlyDictionary<string, string> program,
        IReadOnlyDictionary<string, string> stack)
    {
        if (problem.Fix is not null
            || known.FirstOrDefault(setting => setting.Key == problem.Setting) is not { } setting)
        {
            return problem.Fix;
        }

        bool isSet = program.ContainsKey(setting.Key) || stack.ContainsKey(setting.Key);
        return $"{(isSet ? $"Correct {setting.Key}." : SettingRules.Add(setting.Key))} {setting.Description}";
    }

    /// <summary>Checks them.</summary>
    /// <param name="read">Reads the settings, and reports all that is wrong with them.</param>
    /// <param name="findMissing">
    /// Called with the settings if all are right; returns what they name and this machine does not have.
    /// </param>
    public void Check(
        Func<Action<SourceException>, SourceSettings> read,
        Func<SourceSettings, IEnumerable<SourceException>> findMissing)
    {
        var problems = new List<SourceException>();
        SourceSettings settings = read(problems.Add);
        foreach (SourceException problem in problems)
        {
            report.Error(
                DiagnosticIds.SourceConfigInvalid,
                TextOf(problem),
                FixOf(problem),
                PlacesOf(problem.Setting),
                problem.Message);
        }

        if (problems.Count == 0)
        {
            foreach (SourceException problem in ProblemsOf(() => findMissing(settings)))
            {
                report.Warn(
                    DiagnosticIds.SourceNotAvailable,
                    TextOf(problem),
                    FixOf(problem),
                    PlacesOf(problem.Setting),
                    problem.Message);
            }
        }
    }

    private string TextOf(SourceException problem) => $"{_prefix}{problem.Message}.";

    private string FixOf(SourceException problem) =>
        FixOf(problem, known, plugin.ProgramConfig, plugin.StackConfig) ?? CorrectConfig;

    private static IEnumerable<SourceException> ProblemsOf(Func<IEnumerable<SourceException>> find)
    {
        try
        {
            return find();
        }
        catch (SourceException exception)
        {
            return exception.Problems;
        }
    }

    /// <summary>The places of a setting, the one that counts first: a key, or an item of a list.</summary>
    public static IEnumerable<string> PlacesOf(string setting) => setting.Length == 0
        ? []
        :
        [
            KeyPath.Append(Stack, setting), $"{Stack}.{setting}", KeyPath.Append(Program, setting),
            $"{Program}.{setting}",
        ];
}

/// <summary>A key of a plugin's <c>config</c> that is not read.</summary>
/// <param name="Key">The key.</param>
/// <param name="Path">The key in <c>config</c>, such as <c>sources[0].KEY</c>.</param>
/// <param name="Settings">The settings at whose position it is, the nearest first.</param>
internal sealed record UnreadKey(string Key, string Path, IReadOnlyList<string> Settings);
