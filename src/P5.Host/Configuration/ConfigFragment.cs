namespace P5.Host;

/// <summary>The settings of all plugins in one file, or merged from several.</summary>
/// <param name="Plugins">By name.</param>
/// <param name="Order">Names, possibly of plugins that do not exist, possibly twice; empty means no order.</param>
internal sealed record ConfigFragment(
    IReadOnlyDictionary<string, PluginFragment> Plugins,
    IReadOnlyList<WithPosition<string>> Order)
{
    /// <summary>A file without settings.</summary>
    public static ConfigFragment Empty { get; } = new(new Dictionary<string, PluginFragment>(), []);

    /// <summary>This fragment with another over it.</summary>
    public ConfigFragment Under(ConfigFragment upper)
    {
        var merged = new Dictionary<string, PluginFragment>(Plugins, StringComparer.Ordinal);
        foreach ((string name, PluginFragment plugin) in upper.Plugins)
        {
            merged[name] = merged.TryGetValue(name, out PluginFragment? lower) ? lower.Under(plugin) : plugin;
        }

        return new ConfigFragment(merged, upper.Order.Count > 0 ? upper.Order : Order);
    }
}

/// <summary>The settings of a plugin in one file, or merged from several.</summary>
internal sealed record PluginFragment
{
    public required string Name { get; init; }

    /// <summary>Where the first file names it.</summary>
    public required ConfigPosition Position { get; init; }

    /// <summary>The files with settings, in reading order.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The value of each option that is set.</summary>
    public IReadOnlyDictionary<PluginOption, WithPosition<object?>> Options { get; init; } =
        new Dictionary<PluginOption, WithPosition<object?>>();

    public IReadOnlyDictionary<string, ConfigSetting> Config { get; init; } = new Dictionary<string, ConfigSetting>();

    /// <summary>This fragment with another over it: options are merged by their rules, config key by key.</summary>
    public PluginFragment Under(PluginFragment upper)
    {
        var options = new Dictionary<PluginOption, WithPosition<object?>>(Options);
        foreach ((PluginOption option, WithPosition<object?> value) in upper.Options)
        {
            options[option] =
                options.TryGetValue(option, out WithPosition<object?>? lower) ? option.Merge(lower, value) : value;
        }

        var config = new Dictionary<string, ConfigSetting>(Config, StringComparer.Ordinal);
        foreach ((string name, ConfigSetting setting) in upper.Config)
        {
            config[name] = setting;
        }

        return this with { Files = [.. Files, .. upper.Files], Options = options, Config = config };
    }

    /// <summary>The name alone: the rest may be secret.</summary>
    public override string ToString() => Name;
}
