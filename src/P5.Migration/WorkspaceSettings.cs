using P5.Host;

namespace P5.Migration;

/// <summary>The settings of one plugin in a file and in those that are loaded together with it.</summary>
internal sealed class WorkspaceSettings
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<string> _files = [];
    private readonly List<string> _problems = [];

    private WorkspaceSettings()
    {
    }

    public IReadOnlySet<string> Names => _names;

    /// <summary>The files that were read.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>Why other files could not be read.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Collects the settings.</summary>
    /// <param name="file">The file that is converted.</param>
    /// <param name="plugin">The plugin's name.</param>
    /// <param name="settings">Its settings in that file.</param>
    public static WorkspaceSettings Collect(string file, string plugin, ConfigMap? settings)
    {
        var collected = new WorkspaceSettings();
        collected.Add(settings);
        collected._files.Add(file);
        foreach ((ConfigurationStage stage, string other) in collected.FindOthers(file))
        {
            try
            {
                collected.Read(stage, other, plugin);
                collected._files.Add(other);
            }
            catch (ConfigurationException exception)
            {
                collected._problems.Add(exception.Message);
            }
        }

        return collected;
    }

    private (ConfigurationStage Stage, string File)[] FindOthers(string file)
    {
        string folder = WorkspaceOf(Path.GetDirectoryName(file)!);
        var stackFiles = StackFiles.Of(folder);
        IEnumerable<(ConfigurationStage Stage, string? File)> all =
        [
            (ConfigurationStage.Global, GlobalReader.Find(folder)),
            (ConfigurationStage.Program, ProgramReader.Find(folder)),
            .. ListStacks(stackFiles).Select(stack => (ConfigurationStage.Stack, stackFiles.Find(stack))),
        ];
        return
        [
            .. all.Where(other => other.File is not null && other.File != file)
                .Select(other => (other.Stage, other.File!)),
        ];
    }

    /// <summary>The workspace that has its stack files in a folder, or the folder itself.</summary>
    private static string WorkspaceOf(string folder) =>
        WorkspaceLocator.TryFind(folder) is { } workspace && StackFiles.Of(workspace).Folder == folder
            ? workspace
            : folder;

    private IReadOnlyList<string> ListStacks(StackFiles stackFiles)
    {
        try
        {
            return stackFiles.List();
        }
        catch (ConfigurationException exception)
        {
            _problems.Add($"The stack files cannot be listed: {exception.Message}");
            return [];
        }
    }

    private void Read(ConfigurationStage stage, string file, string plugin)
    {
        ConfigDocument document = ConfigDocument.Read(stage, file, ConfigFileText.ReadBytes(stage, file));
        if (stage != ConfigurationStage.Stack)
        {
            // All of them are read: if another plugin is not valid, the file is one that cannot be read.
            foreach ((string name, IReadOnlyDictionary<string, ConfigEntry> keys) in document.ReadPlugins().ToArray())
            {
                Add(name == plugin ? keys.GetValueOrDefault("config")?.Value : null);
            }
        }
        else if (document.Values?.Find("config") is ConfigMap config)
        {
            ConfigValue? entry = (config.Find(StackMigrationRules.PluginsKey) as ConfigMap)?.Find(plugin);
            Add((entry as ConfigMap)?.Find("config") as ConfigMap ?? entry);
            Add(config.Find(LegacyKeys.StackPrefix + plugin));
        }
    }

    private void Add(ConfigValue? settings)
    {
        if (settings is ConfigMap map)
        {
            _names.UnionWith(map.Entries.Select(entry => ConfigKeys.ToText(entry.Key)).OfType<string>());
        }
    }
}
