using P5.Host.Migration.Plugins;

namespace P5.Host.Migration.Manifests;

/// <summary>Collects the settings of plugins from the files that are loaded together with one file.</summary>
/// <param name="file">The file.</param>
internal sealed class WorkspaceSettings(string file)
{
    /// <summary>The settings of a plugin of the file, and those that the other files add.</summary>
    public GivenSettings Of(OldPlugin plugin)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var files = new List<string> { file };
        var problems = new List<string>();
        Add(names, plugin.Settings);
        foreach ((ConfigurationStage stage, string other) in Others(problems))
        {
            try
            {
                foreach (ConfigMap settings in Read(stage, other, plugin.Name))
                {
                    Add(names, settings);
                }

                files.Add(other);
            }
            catch (ConfigurationException exception)
            {
                problems.Add(exception.Message);
            }
        }

        return new GivenSettings(names, files, problems);
    }

    private (ConfigurationStage Stage, string File)[] Others(List<string> problems)
    {
        string folder = Path.GetDirectoryName(file)!;
        IEnumerable<(ConfigurationStage Stage, string? File)> all =
        [
            (ConfigurationStage.Global, GlobalReader.Find(folder)),
            (ConfigurationStage.Program, ProgramReader.Find(folder)),
            .. Stacks(folder, problems).Select(stack => (ConfigurationStage.Stack, StackFiles.Find(folder, stack))),
        ];
        return
        [
            .. all.Where(other => other.File is not null && other.File != file)
                .Select(other => (other.Stage, other.File!)),
        ];
    }

    private static IReadOnlyList<string> Stacks(string folder, List<string> problems)
    {
        try
        {
            return StackFiles.List(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add($"The stack files cannot be listed: {exception.Message}");
            return [];
        }
    }

    private static IEnumerable<ConfigMap> Read(ConfigurationStage stage, string file, string plugin)
    {
        var source = ConfigFileText.Decode(stage, file, ConfigFileText.ReadBytes(stage, file));
        switch (stage)
        {
            case ConfigurationStage.Global:
                return SettingsIn(source, PluginSection.Global, new TomlReader(source, new ConfigurationLoaderOptions()).ReadStrict(), plugin);
            case ConfigurationStage.Program when YamlReader.ReadStrict(source) is ConfigMap root:
                return SettingsIn(source, PluginSection.Program, root, plugin);
            case ConfigurationStage.Stack when (YamlReader.ReadStrict(source) as ConfigMap)?.Find("config") is ConfigMap config:
                ConfigMap? today = (config.Find(StackKeys.Plugins) as ConfigMap)?.Find(plugin) as ConfigMap;
                return
                [
                    .. new[] { today?.Find("config") as ConfigMap ?? today, config.Find(StackKeys.OldPrefix + plugin) as ConfigMap }
                        .OfType<ConfigMap>(),
                ];
            default:
                return [];
        }
    }

    private static IEnumerable<ConfigMap> SettingsIn(
        ConfigFileText source, PluginSection section, ConfigMap root, string plugin) =>
        new OldPluginReader(source, section).Read(root)
            .Where(other => other.Name == plugin)
            .Select(other => other.Settings);

    private static void Add(HashSet<string> names, ConfigMap settings) =>
        names.UnionWith(settings.Entries.Select(entry => ConfigKeys.ToText(entry.Key)).OfType<string>());
}
