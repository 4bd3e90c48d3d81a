using System.Collections;

namespace P5.PowerShell.Completion;

/// <summary>Completes the plugins whose variables are set in the session.</summary>
public sealed class AppliedPluginCompleter : NameCompleter
{
    private protected override IEnumerable<string> FindNames(IDictionary boundParameters) =>
        ModuleState.Host.Environment.Applied.Select(applied => applied.PluginName);
}
