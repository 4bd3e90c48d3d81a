using P5.Host.Configuration.Merging;
using P5.Host.Configuration.Values;

namespace P5.Host.Configuration.Sources;

/// <summary>Reads <c>plugins</c> and <c>order</c>, which look the same in p5.toml and Pulumi.yaml.</summary>
internal sealed class PluginsReader(SourceText source, ICollection<ConfigurationWarning> warnings)
{
    private const int Sha256Digits = 64;

    /// <summary>Reads the table that holds both keys.</summary>
    /// <param name="section">The whole of p5.toml, or <c>p5</c> of Pulumi.yaml.</param>
    /// <param name="orderInPlugins">
    /// Whether a list called <c>order</c> among the plugins is the order, as the reference's documentation has it for
    /// Pulumi.yaml.
    /// </param>
    public PluginsLayer Read(Section section, bool orderInPlugins)
    {
        IReadOnlyList<string> order = section.Texts("order") ?? [];
        var plugins = new Dictionary<string, PluginLayer>(StringComparer.Ordinal);
        if (section.Subsection("plugins") is not { } table)
        {
            return new PluginsLayer(plugins, order);
        }

        foreach (ConfigEntry entry in table.Map.Entries)
        {
            string name = NameOf(entry.Key, table);
            string path = table.PathOf(name);
            if (orderInPlugins && name == "order" && entry.Value is ConfigList)
            {
                order = order.Count == 0
                    ? table.ToTexts(entry.Value, path)
                    : throw source.Error(
                        entry.Key.Position, path, $"{path} must not be given beside {section.PathOf("order")}.");
                continue;
            }

            // A name with nothing behind it declares the plugin all the same.
            ConfigValue value = entry.Value is ConfigNull ? new ConfigMap(entry.Value.Position, []) : entry.Value;
            plugins.Add(name, ReadPlugin(name, table.ToSection(value, path)));
        }

        return new PluginsLayer(plugins, order);
    }

    private string NameOf(ConfigValue key, Section table) =>
        ConfigKeys.ToText(key)
        ?? throw source.Error(
            key.Position, table.Path, $"The name of a plugin under {table.Path} must be text, but is {key.Kind}.");

    private PluginLayer ReadPlugin(string name, Section section)
    {
        Section? config = section.Subsection("config");
        return new PluginLayer
        {
            Name = name,
            Files = [source.File],
            CommandFile = source.File,
            Command = section.Text("cmd") ?? "",
            Arguments = section.Texts("args") ?? [],
            Config = config is null
                ? new Dictionary<string, ConfigSetting>()
                : SettingsReader.Read(config.Map, config.Path, warnings),
            Refresh = section.Subsection("refresh") is { } refresh ? ReadRefresh(refresh) : null,
            ImportHelper = section.Flag("import_helper") ?? false,
            UseAuthEnv = section.Flag("use_auth_env") ?? false,
            ResourceOpener = section.Flag("resource_opener") ?? false,
            Sha256 = ReadSha256(section),
            Mtls = ReadMtls(section),
            StartTimeout = ReadDuration(section, "start_timeout", canBeZero: false),
            Timeout = ReadDuration(section, "timeout", canBeZero: true),
            IdleTimeout = ReadDuration(section, "idle_timeout", canBeZero: true),
        };
    }

    private static RefreshTriggers ReadRefresh(Section section)
    {
        var defaults = new RefreshTriggers();
        return new RefreshTriggers(
            section.Flag("onWorkspaceChange", "on_workspace_change") ?? defaults.OnWorkspaceChange,
            section.Flag("onStackChange", "on_stack_change") ?? defaults.OnStackChange,
            section.Flag("onConfigChange", "on_config_change") ?? defaults.OnConfigChange);
    }

    private static string? ReadSha256(Section section)
    {
        if (section.Find("sha256") is not { } value)
        {
            return null;
        }

        // YAML takes a digest of nothing but digits for a number, so its letters count.
        string? digest = value.Raw ?? (value as ConfigText)?.Value;
        if (digest is { Length: 0 })
        {
            return null;
        }

        return digest is { Length: Sha256Digits } && digest.All(char.IsAsciiHexDigit)
            ? digest.ToLowerInvariant()
            : throw section.Mismatch(value, section.PathOf("sha256"), "64 hexadecimal digits", value.Describe());
    }

    private static PluginMtls? ReadMtls(Section section) => section.Find("mtls") switch
    {
        null or ConfigText { Value: "" } => null,
        ConfigText { Value: "auto" } => PluginMtls.Auto,
        ConfigText { Value: "always" } => PluginMtls.Always,
        ConfigText { Value: "never" } => PluginMtls.Never,
        { } value => throw section.Mismatch(
            value, section.PathOf("mtls"), "\"auto\", \"always\" or \"never\"", value.Describe()),
    };

    private static TimeSpan? ReadDuration(Section section, string key, bool canBeZero)
    {
        if (section.Find(key) is not { } value || value is ConfigText { Value: "" })
        {
            return null;
        }

        return DurationText.Parse(value) is { } duration && (canBeZero || duration > TimeSpan.Zero)
            ? duration
            : throw section.Mismatch(
                value,
                section.PathOf(key),
                canBeZero ? DurationText.Expected : DurationText.Expected + ", and more than zero",
                value.Describe());
    }
}
