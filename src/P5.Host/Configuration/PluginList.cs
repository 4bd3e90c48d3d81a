namespace P5.Host;

/// <summary>The plugins of a workspace in the order in which they authenticate.</summary>
internal sealed record PluginList(
    IReadOnlyList<PluginConfiguration> Sequential,
    IReadOnlyList<PluginConfiguration> Parallel,
    IReadOnlyDictionary<string, PluginConfiguration> ByName)
{
    /// <summary>Adds each plugin's part of the stack file and sorts out the order.</summary>
    public static PluginList Build(
        ConfigFragment fragment, StackDocument stack, string? stackFile, DiagnosticBag diagnostics)
    {
        NameRules.Check(fragment, stack, diagnostics);
        string[] ordered = [.. NameRules.Order(fragment, diagnostics)];
        IEnumerable<string> others = fragment.Plugins.Keys
            .Except(ordered, StringComparer.Ordinal)
            .Order(Utf8Order.Instance);

        PluginConfiguration[] sequential = [.. ordered.Select(Configure)];
        PluginConfiguration[] parallel = [.. others.Select((name, i) => Configure(name, ordered.Length + i))];
        var byName = new OrderedDictionary<string, PluginConfiguration>(StringComparer.Ordinal);
        foreach (PluginConfiguration plugin in sequential.Concat(parallel))
        {
            byName.Add(plugin.Name, plugin);
        }

        return new PluginList(sequential, parallel, byName);

        PluginConfiguration Configure(string name, int order)
        {
            PluginConfiguration plugin = PluginList.Configure(
                fragment.Plugins[name], stack.Plugins.GetValueOrDefault(name), stackFile, diagnostics);
            ReportUnknownSettings(plugin, diagnostics);
            return plugin with { Order = order };
        }
    }

    private static PluginConfiguration Configure(
        PluginFragment fragment, StackPlugin? stackPart, string? stackFile, DiagnosticBag diagnostics)
    {
        IReadOnlyDictionary<string, ConfigSetting> stack =
            stackPart?.Settings ?? new Dictionary<string, ConfigSetting>();
        var hasher = new ConfigHasher();
        hasher.Add(fragment.Config);
        hasher.Add(stack);

        return new PluginConfiguration
        {
            Name = fragment.Name,
            Options = fragment.Options,
            ProgramConfig = SettingFormatter.Write(fragment.Config, diagnostics),
            StackConfig = SettingFormatter.Write(stack, diagnostics),
            ConfigHash = hasher.Finish(),
            CommandFile = fragment.Options.GetValueOrDefault(PluginOptions.Command)?.Position.File ?? fragment.Files[0],
            Files = stackPart is null || stackFile is null ? fragment.Files : [.. fragment.Files, stackFile],
            Positions = ListPositions(fragment, stack),
            ItemPositions = ListItemPositions(fragment.Config, "config")
                .Concat(ListItemPositions(stack, "stack config"))
                .ToDictionary(),
        };
    }

    /// <summary>
    /// Reports settings that a built-in source does not have: a misspelt or misplaced one changes what it answers.
    /// </summary>
    private static void ReportUnknownSettings(PluginConfiguration plugin, DiagnosticBag diagnostics)
    {
        if (plugin.Source is not { } source)
        {
            return;
        }

        foreach (UnreadKey unread in source.ListUnreadKeys(plugin))
        {
            var unknown = UnknownKey.OfSetting(unread.Key, source.Keys);
            diagnostics.Warn(
                DiagnosticIds.UnknownKey,
                plugin.PositionOf(unread.Settings)!,
                $"{KeyPath.Append("plugins", plugin.Name)}.{unread.Path}",
                plugin.Name,
                $"Plugin '{plugin.Name}': {unread.Path} {unknown.Problem}",
                unknown.Fix,
                isHarmless: !unknown.IsMistake);
        }
    }

    private static OrderedDictionary<string, ConfigPosition> ListPositions(
        PluginFragment fragment, IReadOnlyDictionary<string, ConfigSetting> stack)
    {
        var positions = new OrderedDictionary<string, ConfigPosition>(StringComparer.Ordinal);
        foreach (PluginOption option in PluginOptions.All)
        {
            if (fragment.Options.TryGetValue(option, out WithPosition<object?>? value))
            {
                positions.Add(option.Key, value.Position);
            }
        }

        AddAll("config", fragment.Config);
        AddAll("stack config", stack);
        return positions;

        void AddAll(string table, IReadOnlyDictionary<string, ConfigSetting> settings)
        {
            foreach (string name in settings.Keys.Order(Utf8Order.Instance))
            {
                positions.Add(KeyPath.Append(table, name), settings[name].Position);
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, ConfigPosition>> ListItemPositions(
        IReadOnlyDictionary<string, ConfigSetting> settings, string table)
    {
        foreach ((string name, ConfigSetting setting) in settings)
        {
            foreach ((int index, ConfigValue item) in ((setting.Value as ConfigList)?.Items ?? []).Index())
            {
                string path = $"{KeyPath.Append(table, name)}[{index}]";
                yield return new(path, item.Position);
                foreach (ConfigText key in ((item as ConfigMap)?.Entries ?? []).Select(entry => entry.Key)
                    .OfType<ConfigText>())
                {
                    yield return new($"{path}.{key.Value}", key.Position);
                }
            }
        }
    }
}
