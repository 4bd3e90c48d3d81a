using System.Management.Automation;

namespace P5.PowerShell.Commands;

/// <summary>
/// Removes credentials from the cache and from the credential store, so that their plugins are called again. The
/// session's environment stays.
/// </summary>
[Cmdlet(VerbsCommon.Clear, "P5Credential", SupportsShouldProcess = true)]
public sealed class ClearP5CredentialCommand : CachedCredentialCmdlet
{
    /// <inheritdoc />
    private protected override void Process()
    {
        ILookup<string, string> removals = InvokeOrTerminate(FindRemovals);
        foreach (IGrouping<string, string> removal in SelectByName([.. removals], item => item.Key, Plugin, NotCached))
        {
            if (ShouldProcess(removal.Key, $"Remove {string.Join(" and ", removal.Distinct())}"))
            {
                ModuleState.Host.Credentials.Remove(removal.Key);
                InvokeOrTerminate(() => ModuleState.Host.Store.Remove(removal.Key));
            }
        }
    }

    /// <summary>By plugin, what is removed.</summary>
    private static ILookup<string, string> FindRemovals() => ModuleState.Host.Credentials.List()
        .Select(cached => (cached.PluginName, $"the cached credential for stack '{cached.Context.StackName}'"))
        .Concat(ModuleState.Host.Store.List().Select(stored => (stored.Plugin, "what is stored for all stacks")))
        .ToLookup(item => item.Item1, item => item.Item2);
}
