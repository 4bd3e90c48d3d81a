using P5.Host.Configuration.Values;
using P5.Host.Configuration.Yaml;

namespace P5.Host.Configuration.Sources;

/// <summary>Pulumi.&lt;stack&gt;.yaml: what a plugin is told for one stack.</summary>
internal sealed class StackSource
{
    private const string PluginsPath = "config.p5:plugins";

    private readonly SourceText _source;
    private readonly ICollection<ConfigurationWarning> _warnings;

    private StackSource(SourceText source, ICollection<ConfigurationWarning> warnings)
    {
        _source = source;
        _warnings = warnings;
    }

    /// <summary>Reads the file. A wrong type inside it is a warning; only a file that is no table is an error.</summary>
    /// <exception cref="ConfigurationException">It is not a valid YAML table.</exception>
    public static StackDocument Read(string file, ICollection<ConfigurationWarning> warnings)
    {
        SourceText source = SourceText.Read(ConfigurationStage.Stack, file);
        return new StackSource(source, warnings).Read();
    }

    private StackDocument Read()
    {
        if (YamlReader.Read(_source) is not { } root || root is ConfigNull)
        {
            return StackDocument.Empty;
        }

        if (root is not ConfigMap map)
        {
            throw _source.Error(
                root.Position, key: null, $"The file must be a table with a config, but is {root.Kind}.");
        }

        var plugins = new Dictionary<string, IReadOnlyDictionary<string, ConfigSetting>>(StringComparer.Ordinal);
        if (MapOf(map.Find("config"), "config") is { } config
            && MapOf(config.Find("p5:plugins"), PluginsPath) is { } table)
        {
            foreach (ConfigEntry entry in table.Entries)
            {
                ReadPlugin(entry, plugins);
            }
        }

        return new StackDocument(SecretsProviderOf(map), plugins);
    }

    private void ReadPlugin(
        ConfigEntry entry, Dictionary<string, IReadOnlyDictionary<string, ConfigSetting>> plugins)
    {
        if (ConfigKeys.ToText(entry.Key) is not { } name)
        {
            Warn(
                entry.Key,
                PluginsPath,
                $"An entry of {PluginsPath} is ignored: its key must be a plugin's name, but is {entry.Key.Kind}.");
            return;
        }

        string path = KeyPath.Append(PluginsPath, name);
        if (MapOf(entry.Value, path) is not { } settings)
        {
            return;
        }

        // A nested config holds all settings and hides its neighbours; without one the table itself holds them.
        (ConfigMap holder, string holderPath) = settings.Find("config") is ConfigMap nested
            ? (nested, KeyPath.Append(path, "config"))
            : (settings, path);
        plugins.Add(name, SettingsReader.Read(holder, holderPath, _warnings));
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
                Warn(other, "secretsprovider", $"secretsprovider is ignored: it must be text, but is {other.Kind}.");
                return "";
        }
    }

    private ConfigMap? MapOf(ConfigValue? value, string path)
    {
        if (value is not (null or ConfigNull or ConfigMap))
        {
            Warn(value, path, $"{path} is ignored: it must be a table, but is {value.Kind}.");
        }

        return value as ConfigMap;
    }

    private void Warn(ConfigValue value, string path, string message) =>
        _warnings.Add(new ConfigurationWarning(
            value.Position.File, value.Position.Line, value.Position.Column, path, message));
}
