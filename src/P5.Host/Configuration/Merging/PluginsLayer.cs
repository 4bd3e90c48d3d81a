namespace P5.Host;

/// <summary>What one file says about all plugins, or several files together.</summary>
/// <param name="Plugins">By name.</param>
/// <param name="Order">Names, possibly of plugins that do not exist, possibly twice; empty says nothing.</param>
internal sealed record PluginsLayer(
    IReadOnlyDictionary<string, PluginLayer> Plugins,
    IReadOnlyList<Located<string>> Order)
{
    /// <summary>A file that says nothing.</summary>
    public static PluginsLayer Empty { get; } = new(new Dictionary<string, PluginLayer>(), []);

    /// <summary>This layer with another over it.</summary>
    public PluginsLayer Under(PluginsLayer upper)
    {
        var merged = new Dictionary<string, PluginLayer>(Plugins, StringComparer.Ordinal);
        foreach ((string name, PluginLayer plugin) in upper.Plugins)
        {
            merged[name] = merged.TryGetValue(name, out PluginLayer? lower) ? lower.Under(plugin) : plugin;
        }

        return new PluginsLayer(merged, upper.Order.Count > 0 ? upper.Order : Order);
    }
}
