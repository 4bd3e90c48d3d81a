using System.Collections;

namespace P5.PowerShell.Completion;

/// <summary>Completes the plugins whose credentials are kept.</summary>
public sealed class CachedPluginCompleter : NameCompleter
{
    private protected override IEnumerable<string> FindNames(IDictionary boundParameters) =>
        ModuleState.Host.Credentials.List().Select(credential => credential.PluginName);
}
