namespace P5.Host;

/// <summary>The plugins of a workspace in the order in which they authenticate.</summary>
internal sealed record PluginList(
    IReadOnlyList<PluginConfiguration> Sequential,
    IReadOnlyList<PluginConfiguration> Parallel,
    IReadOnlyDictionary<string, PluginConfiguration> ByName)
{
    /// <summary>Adds each plugin's part of the stack file and sorts out the order.</summary>
    public static PluginList Build(PluginsLayer layer, StackDocument stack, string? stackFile, Findings findings)
    {
        NameRules.Check(layer, stack, findings);
        string[] ordered = [.. NameRules.Order(layer, findings)];
        IEnumerable<string> others = layer.Plugins.Keys
            .Except(ordered, StringComparer.Ordinal)
            .Order(Utf8Order.Instance);

        PluginConfiguration[] sequential = [.. ordered.Select(Configure)];
        PluginConfiguration[] parallel = [.. others.Select(Configure)];
        var byName = new OrderedDictionary<string, PluginConfiguration>(StringComparer.Ordinal);
        foreach (PluginConfiguration plugin in sequential.Concat(parallel))
        {
            byName.Add(plugin.Name, plugin);
        }

        return new PluginList(sequential, parallel, byName);

        PluginConfiguration Configure(string name) =>
            PluginList.Configure(layer.Plugins[name], stack.Plugins.GetValueOrDefault(name), stackFile, findings);
    }

    private static PluginConfiguration Configure(
        PluginLayer layer, StackPlugin? stackPart, string? stackFile, Findings findings)
    {
        IReadOnlyDictionary<string, ConfigSetting> stack = stackPart?.Settings ?? new Dictionary<string, ConfigSetting>();
        var hasher = new ConfigHasher();
        hasher.Add(layer.Config);
        hasher.Add(stack);

        var plugin = new PluginConfiguration
        {
            Name = layer.Name,
            Command = layer.Command?.Value ?? "",
            Arguments = layer.Arguments?.Value ?? [],
            Refresh = layer.Refresh?.Value ?? new RefreshTriggers(),
            ImportHelper = layer.ImportHelper?.Value ?? false,
            UseAuthEnv = layer.UseAuthEnv?.Value ?? false,
            ResourceOpener = layer.ResourceOpener?.Value ?? false,
            ProgramConfig = ConfigTexts.Write(layer.Config, findings),
            StackConfig = ConfigTexts.Write(stack, findings),
            ConfigHash = hasher.Finish(),
            SourceFile = layer.Command?.Position.File ?? layer.Files[0],
            SourceFiles = stackPart is null || stackFile is null ? layer.Files : [.. layer.Files, stackFile],
            Sources = PluginSources.List(layer, stack),
            Sha256 = layer.Sha256?.Value,
            Timeout = layer.Timeout?.Value is { } timeout && timeout > TimeSpan.Zero ? timeout : null,
        };
        return plugin with
        {
            Mtls = layer.Mtls?.Value ?? plugin.Mtls,
            StartTimeout = layer.StartTimeout?.Value ?? plugin.StartTimeout,
            IdleTimeout = layer.IdleTimeout?.Value ?? plugin.IdleTimeout,
        };
    }
}
