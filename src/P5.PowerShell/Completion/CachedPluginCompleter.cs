using System.Collections;

namespace P5.PowerShell;

/// <summary>Completes the plugins whose credentials are kept.</summary>
public sealed class CachedPluginCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> FindNames(IDictionary boundParameters) =>
        ModuleState.Host.Credentials.List().Select(credential => (
            credential.PluginName,
            $"{credential.PluginName} for stack {credential.Context.StackName}: {VariableList.Of(credential.VariableNames)}"));
}
