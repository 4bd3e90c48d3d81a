using System.Collections;

namespace P5.PowerShell;

/// <summary>Completes the plugins whose processes run.</summary>
public sealed class RunningPluginCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> FindNames(IDictionary boundParameters) =>
        ModuleState.Host.RunningPlugins
            .CountBy(name => name)
            .OrderBy(plugin => plugin.Key, StringComparer.Ordinal)
            .Select(plugin => (plugin.Key, $"{plugin.Key}: {plugin.Value} running"));
}
