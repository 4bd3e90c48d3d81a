using System.Collections;

namespace P5.PowerShell;

/// <summary>Completes the plugins whose variables are set in the session.</summary>
public sealed class AppliedPluginCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> FindNames(IDictionary boundParameters) =>
        ModuleState.Host.Environment.Applied.Select(applied => (
            applied.PluginName,
            $"{applied.PluginName} for stack {applied.Context.StackName}: {VariableList.Of(applied.VariableNames)}"));
}
