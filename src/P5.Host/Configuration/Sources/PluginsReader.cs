using P5.GoPlugin;

namespace P5.Host;

/// <summary>Reads <c>plugins</c> and <c>order</c>, which look the same in p5.toml and Pulumi.yaml.</summary>
internal sealed class PluginsReader(SourceText source)
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
        IReadOnlyList<Located<string>> order = section.Texts("order")?.Value ?? [];
        var plugins = new Dictionary<string, PluginLayer>(StringComparer.Ordinal);
        Section? table = section.Subsection("plugins");
        section.ReportUnknown();
        foreach (ConfigEntry entry in table?.Map.Entries ?? [])
        {
            if (NameOf(entry.Key, table!) is not { } name)
            {
                continue;
            }

            string path = table!.PathOf(name);
            if (!orderInPlugins || name != "order" || entry.Value is not ConfigList)
            {
                plugins.Add(name, ReadPlugin(name, path, entry, table));
            }
            else if (order.Count == 0)
            {
                order = table.ToTexts(entry.Value, path) ?? [];
            }
            else
            {
                source.ReportError(
                    DiagnosticIds.DuplicateKey,
                    entry.Key.Position,
                    path,
                    plugin: null,
                    $"{path} must not be given beside {section.PathOf("order")}.");
            }
        }

        return new PluginsLayer(plugins, order);
    }

    private string? NameOf(ConfigValue key, Section table)
    {
        if (ConfigKeys.ToText(key) is { } name)
        {
            return name;
        }

        source.ReportError(
            DiagnosticIds.WrongType,
            key.Position,
            table.Path,
            plugin: null,
            $"The name of a plugin under {table.Path} must be text, but is {key.Kind}.");
        return null;
    }

    private PluginLayer ReadPlugin(string name, string path, ConfigEntry entry, Section table)
    {
        var nothing = new PluginLayer { Name = name, Position = entry.Key.Position, Files = [source.File] };

        // A name with nothing behind it declares the plugin all the same.
        if (entry.Value is ConfigNull || table.ToSection(entry, path, ofPlugin: name) is not { } section)
        {
            return nothing;
        }

        Section? config = section.Subsection("config");
        PluginLayer layer = nothing with
        {
            Command = section.Text("cmd") is { Value.Length: > 0 } command ? command : null,
            Arguments = section.Texts("args") is { Value.Count: > 0 } arguments
                ? new Located<IReadOnlyList<string>>([.. arguments.Value.Select(text => text.Value)], arguments.Position)
                : null,
            Config = config is null ? nothing.Config : SettingsReader.Read(source, name, config.Map, config.Path),
            Refresh = section.Subsection("refresh") is { } refresh ? ReadRefresh(refresh) : null,
            ImportHelper = section.Flag("import_helper"),
            UseAuthEnv = section.Flag("use_auth_env"),
            ResourceOpener = section.Flag("resource_opener"),
            Sha256 = ReadSha256(section),
            Mtls = ReadMtls(section),
            StartTimeout = ReadDuration(section, "start_timeout", canBeZero: false),
            Timeout = ReadDuration(section, "timeout", canBeZero: true),
            IdleTimeout = ReadDuration(section, "idle_timeout", canBeZero: true),
        };
        section.ReportUnknown();
        return layer;
    }

    private static Located<RefreshTriggers> ReadRefresh(Section section)
    {
        var defaults = new RefreshTriggers();
        var triggers = new RefreshTriggers(
            section.Flag("onWorkspaceChange", "on_workspace_change")?.Value ?? defaults.OnWorkspaceChange,
            section.Flag("onStackChange", "on_stack_change")?.Value ?? defaults.OnStackChange,
            section.Flag("onConfigChange", "on_config_change")?.Value ?? defaults.OnConfigChange);
        section.ReportUnknown();
        return new Located<RefreshTriggers>(triggers, section.Position);
    }

    private static Located<string>? ReadSha256(Section section)
    {
        if (section.Find("sha256") is not { } entry)
        {
            return null;
        }

        // YAML takes a digest of nothing but digits for a number, so its letters count.
        string? digest = entry.Value.Raw ?? (entry.Value as ConfigText)?.Value;
        if (digest is { Length: Sha256Digits } && digest.All(char.IsAsciiHexDigit))
        {
            return new Located<string>(digest.ToLowerInvariant(), entry.Key.Position);
        }

        if (digest is not { Length: 0 })
        {
            section.Invalid(entry.Value, "sha256", "64 hexadecimal digits");
        }

        return null;
    }

    private static Located<MtlsMode>? ReadMtls(Section section)
    {
        ConfigEntry? entry = section.Find("mtls");
        switch (entry?.Value)
        {
            case null or ConfigText { Value: "" }:
                return null;
            case ConfigText { Value: "auto" }:
                return new Located<MtlsMode>(MtlsMode.Auto, entry.Key.Position);
            case ConfigText { Value: "always" }:
                return new Located<MtlsMode>(MtlsMode.Always, entry.Key.Position);
            case ConfigText { Value: "never" }:
                return new Located<MtlsMode>(MtlsMode.Never, entry.Key.Position);
            default:
                section.Invalid(entry.Value, "mtls", "\"auto\", \"always\" or \"never\"");
                return null;
        }
    }

    private static Located<TimeSpan>? ReadDuration(Section section, string key, bool canBeZero)
    {
        if (section.Find(key) is not { } entry || entry.Value is ConfigText { Value: "" })
        {
            return null;
        }

        if (DurationText.Parse(entry.Value) is { } duration && (canBeZero || duration > TimeSpan.Zero))
        {
            return new Located<TimeSpan>(duration, entry.Key.Position);
        }

        section.Invalid(entry.Value, key, canBeZero ? DurationText.Expected : DurationText.Expected + ", and more than zero");
        return null;
    }
}
