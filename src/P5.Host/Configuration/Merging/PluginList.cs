using P5.Host.Configuration.Sources;
using P5.Host.Configuration.Values;

namespace P5.Host.Configuration.Merging;

/// <summary>The plugins of a workspace in the order in which they authenticate.</summary>
internal sealed record PluginList(
    IReadOnlyList<PluginConfiguration> Sequential,
    IReadOnlyList<PluginConfiguration> Parallel,
    IReadOnlyDictionary<string, PluginConfiguration> ByName)
{
    /// <summary>Adds each plugin's part of the stack file and sorts out the order.</summary>
    public static PluginList Build(
        PluginsLayer layer, StackDocument stack, string? stackFile, ICollection<ConfigurationWarning> warnings)
    {
        string[] ordered = [.. layer.Order.Where(layer.Plugins.ContainsKey).Distinct(StringComparer.Ordinal)];
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
            PluginList.Configure(layer.Plugins[name], stack.Plugins.GetValueOrDefault(name), stackFile, warnings);
    }

    private static PluginConfiguration Configure(
        PluginLayer layer,
        IReadOnlyDictionary<string, ConfigSetting>? stackSettings,
        string? stackFile,
        ICollection<ConfigurationWarning> warnings)
    {
        IReadOnlyDictionary<string, ConfigSetting> stack = stackSettings ?? new Dictionary<string, ConfigSetting>();
        using var hasher = new ConfigHasher();
        hasher.Add(layer.Config);
        hasher.Add(stack);

        var plugin = new PluginConfiguration
        {
            Name = layer.Name,
            Command = layer.Command,
            Arguments = layer.Arguments,
            Refresh = layer.Refresh ?? new RefreshTriggers(),
            ImportHelper = layer.ImportHelper,
            UseAuthEnv = layer.UseAuthEnv,
            ResourceOpener = layer.ResourceOpener,
            ProgramConfig = ConfigTexts.Write(layer.Config, warnings),
            StackConfig = ConfigTexts.Write(stack, warnings),
            ConfigHash = hasher.Finish(),
            SourceFile = layer.CommandFile,
            SourceFiles = stackSettings is null || stackFile is null ? layer.Files : [.. layer.Files, stackFile],
            Sha256 = layer.Sha256,
            Timeout = layer.Timeout == TimeSpan.Zero ? null : layer.Timeout,
        };
        return plugin with
        {
            Mtls = layer.Mtls ?? plugin.Mtls,
            StartTimeout = layer.StartTimeout ?? plugin.StartTimeout,
            IdleTimeout = layer.IdleTimeout ?? plugin.IdleTimeout,
        };
    }
}
