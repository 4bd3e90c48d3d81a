using System.Collections;

namespace P5.PowerShell.Completion;

/// <summary>Completes the plugins whose processes run.</summary>
public sealed class RunningPluginCompleter : NameCompleter
{
    private protected override IEnumerable<string> FindNames(IDictionary boundParameters) =>
        ModuleState.Host.RunningPlugins.Distinct().Order(StringComparer.Ordinal);
}
