namespace P5.Host;

/// <summary>Reads Pulumi.&lt;stack&gt;.yaml: the settings of plugins for one stack.</summary>
internal sealed class StackReader
{
    private const string PluginsPath = "config." + MisplacedKeys.StackSection;

    private readonly ConfigFileText _source;
    private readonly MisplacedKeys _misplaced;

    private StackReader(ConfigFileText source) => (_source, _misplaced) = (source, new(source));

    /// <summary>
    /// Reads the file. A wrong type inside it is a warning; only a file that is not a table is an error.
    /// </summary>
    /// <returns>Its content; empty after an error.</returns>
    public static StackDocument Read(string file, DiagnosticBag diagnostics) =>
        ConfigFileText.TryRead(ConfigurationStage.Stack, file, diagnostics) is { } source
            ? new StackReader(source).Read()
            : StackDocument.Empty;

    private StackDocument Read()
    {
        switch (YamlReader.Read(_source))
        {
            case null or ConfigNull:
                return StackDocument.Empty;
            case ConfigMap map:
                return new StackDocument(SecretsProviderOf(map), ReadPlugins(map));
            case { } root:
                _source.ReportMalformed(
                    root.Position, key: null, $"The file must be a table with a config, but is {root.Kind}.");
                return StackDocument.Empty;
        }
    }

    private Dictionary<string, StackPlugin> ReadPlugins(ConfigMap root)
    {
        var plugins = new Dictionary<string, StackPlugin>(StringComparer.Ordinal);
        _misplaced.CheckStack(root);
        if (MapOf(root.Find("config"), "config", plugin: null) is not { } config)
        {
            return plugins;
        }

        _misplaced.CheckStackConfig(config);
        ConfigMap? section = MapOf(config.Find(MisplacedKeys.StackSection), PluginsPath, plugin: null);
        IReadOnlyList<ConfigEntry> entries = section?.Entries ?? [];
        if (_source.HasTooMany(entries, entry => entry.Key.Position, PluginsPath))
        {
            return plugins;
        }

        foreach (ConfigEntry entry in entries)
        {
            ReadPlugin(entry, plugins);
        }

        return plugins;
    }

    private void ReadPlugin(ConfigEntry entry, Dictionary<string, StackPlugin> plugins)
    {
        if (ConfigKeys.ToText(entry.Key) is not { } name)
        {
            Ignored(
                entry.Key,
                PluginsPath,
                plugin: null,
                $"An entry of {PluginsPath} is ignored: its key must be a plugin's name, but is {entry.Key.Kind}.");
            return;
        }

        string path = KeyPath.Append(PluginsPath, name);
        if (MapOf(entry.Value, path, name) is not { } settings)
        {
            return;
        }

        // A nested config contains all settings and hides its neighbours; without one the table itself contains them.
        (ConfigMap holder, string holderPath) = settings.Find("config") is ConfigMap nested
            ? (nested, KeyPath.Append(path, "config"))
            : (settings, path);
        if (holder != settings)
        {
            ReportHidden(settings, path, name);
        }
        else
        {
            _misplaced.CheckStackPlugin(settings, path, name);
        }

        // Keys of two types can be one name, of which the later applies.
        plugins[name] = new StackPlugin(entry.Key.Position, SettingsReader.Read(_source, name, holder, holderPath));
    }

    private void ReportHidden(ConfigMap settings, string path, string plugin)
    {
        foreach (ConfigValue key in settings.Entries.Select(entry => entry.Key))
        {
            string keyPath = KeyPath.Append(path, ConfigKeys.ToText(key) ?? "");
            if (key is not ConfigText { Value: "config" })
            {
                _source.Diagnostics.Warn(
                    DiagnosticIds.ValueNotSent,
                    key.Position,
                    keyPath,
                    plugin,
                    $"{keyPath} is not sent to the plugin: keys beside config are not read.",
                    PluginOptions.Has((key as ConfigText)?.Value)
                        ? "Move it to p5.toml or Pulumi.yaml. If it is a setting, move it into config."
                        : "Move it into config.");
            }
        }
    }

    private string SecretsProviderOf(ConfigMap map)
    {
        switch (map.Find("secretsprovider"))
        {
            case ConfigText text:
                return text.Value;
            case null or ConfigNull:
                return "";
            case { } other:
                Ignored(
                    other,
                    "secretsprovider",
                    plugin: null,
                    $"secretsprovider is ignored: it must be text, but is {other.Kind}.");
                return "";
        }
    }

    private ConfigMap? MapOf(ConfigValue? value, string path, string? plugin)
    {
        if (value is not (null or ConfigNull or ConfigMap))
        {
            Ignored(value, path, plugin, $"{path} is ignored: it must be a table, but is {value.Kind}.");
        }

        return value as ConfigMap;
    }

    private void Ignored(ConfigValue value, string path, string? plugin, string message) =>
        _source.Diagnostics.Warn(
            DiagnosticIds.WrongType,
            value.Position,
            path,
            plugin,
            message,
            ConfigurationDiagnostic.Correct(value.Position.File, value.Position.Line));
}

/// <summary>The content of Pulumi.&lt;stack&gt;.yaml.</summary>
/// <param name="SecretsProvider"><c>secretsprovider</c>, or "".</param>
/// <param name="Plugins">Each plugin's part by its name.</param>
internal sealed record StackDocument(string SecretsProvider, IReadOnlyDictionary<string, StackPlugin> Plugins)
{
    /// <summary>A stack without a file.</summary>
    public static StackDocument Empty { get; } = new("", new Dictionary<string, StackPlugin>());
}

/// <summary>The section of a stack file about one plugin.</summary>
/// <param name="Position">Where the plugin's name is.</param>
/// <param name="Settings">The settings by name.</param>
internal sealed record StackPlugin(ConfigPosition Position, IReadOnlyDictionary<string, ConfigSetting> Settings);
