namespace P5.Host;

/// <summary>Reads <c>plugins</c> and <c>order</c>, which look the same in p5.toml and Pulumi.yaml.</summary>
internal sealed class PluginsReader(ConfigFileText source)
{
    /// <summary>Reads the table that contains both keys.</summary>
    /// <param name="section">The whole of p5.toml, or <c>p5</c> of Pulumi.yaml.</param>
    /// <param name="orderInPlugins">
    /// Whether a list called <c>order</c> among the plugins is the order, as the reference's documentation has it for
    /// Pulumi.yaml.
    /// </param>
    public ConfigFragment Read(TableReader section, bool orderInPlugins)
    {
        IReadOnlyList<WithPosition<string>> order = ReadOrder(section.Texts("order")?.Value);
        var plugins = new Dictionary<string, PluginFragment>(StringComparer.Ordinal);
        TableReader? table = section.Subtable("plugins");
        section.ReportUnknown();
        foreach (ConfigEntry entry in ReadEntries(table))
        {
            if (NameOf(entry.Key, table!) is not { } name)
            {
                continue;
            }

            string path = table!.PathOf(name);
            if (!orderInPlugins || name != "order" || entry.Value is not ConfigList)
            {
                // Keys of two types can be one name, of which the later applies.
                plugins[name] = ReadPlugin(name, path, entry, table);
            }
            else if (order.Count == 0)
            {
                order = ReadOrder(table.ToTexts(entry.Value, path));
            }
            else
            {
                source.ReportError(
                    DiagnosticIds.DuplicateKey,
                    entry.Key.Position,
                    path,
                    plugin: null,
                    $"{path} cannot be combined with {section.PathOf("order")}.");
            }
        }

        if (source.Stage == ConfigurationStage.Global)
        {
            new MisplacedKeys(source).CheckOrder(plugins);
        }

        return new ConfigFragment(plugins, order);
    }

    private IReadOnlyList<ConfigEntry> ReadEntries(TableReader? plugins)
    {
        IReadOnlyList<ConfigEntry> entries = plugins?.Map.Entries ?? [];
        return source.HasTooMany(entries, entry => entry.Key.Position, plugins?.Path) ? [] : entries;
    }

    private IReadOnlyList<WithPosition<string>> ReadOrder(IReadOnlyList<WithPosition<string>>? order) =>
        order is null || source.HasTooMany(order, name => name.Position, key: "order") ? [] : order;

    private string? NameOf(ConfigValue key, TableReader table)
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

    private PluginFragment ReadPlugin(string name, string path, ConfigEntry entry, TableReader table)
    {
        var nothing = new PluginFragment { Name = name, Position = entry.Key.Position, Files = [source.File] };

        // A name without a value still declares the plugin.
        if (entry.Value is ConfigNull || table.ToSubtable(entry, path, ofPlugin: name) is not { } section)
        {
            return nothing;
        }

        TableReader? config = section.Subtable("config");
        var options = new Dictionary<PluginOption, WithPosition<object?>>();
        foreach (PluginOption option in PluginOptions.All)
        {
            if (option.Read(section) is { } value)
            {
                options.Add(option, value);
            }
        }

        BuiltInSource? builtIn = SourceCatalogue.Find(
            name,
            (string?)options.GetValueOrDefault(PluginOptions.BuiltIn)?.Value,
            hasCommand: options.ContainsKey(PluginOptions.Command));
        section.ReportUnknown(builtIn?.Keys);
        return nothing with
        {
            Options = options,
            Config = config is null ? nothing.Config : SettingsReader.Read(source, name, config.Map, config.Path),
        };
    }
}
