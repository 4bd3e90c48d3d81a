using System.Management.Automation;

namespace P5.PowerShell.Commands;

/// <summary>
/// Removes credentials from the cache and from the credential store, so that their plugins are called again. The
/// session's environment stays.
/// </summary>
[Cmdlet(VerbsCommon.Clear, "P5Credential", SupportsShouldProcess = true)]
public sealed class ClearP5CredentialCommand : CachedCredentialCmdlet
{
    /// <summary>Only credentials for this stack; by default those for every stack.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(StackCompleter))]
    public string? Stack { get; set; }

    // PowerShell binds a null of the pipeline as "".
    private string? StackOrNull => Stack is { Length: > 0 } stack ? stack : null;

    /// <inheritdoc />
    private protected override void Process()
    {
        ILookup<string, Removal> removals = InvokeOrTerminate(FindRemovals);
        foreach (IGrouping<string, Removal> removal in SelectByName([.. removals], item => item.Key, Plugin, NotCached))
        {
            string what = string.Join(" and ", removal.Select(one => one.Description).Distinct());
            if (!ShouldProcess(removal.Key, $"Remove {what}"))
            {
                continue;
            }

            if (removal.Any(one => !one.IsStored))
            {
                ModuleState.Host.Credentials.Remove(removal.Key);
            }

            InvokeOrTerminate(() => ModuleState.Host.Store.Remove(removal.Key, StackOrNull));
        }
    }

    /// <summary>What is removed, by plugin.</summary>
    private ILookup<string, Removal> FindRemovals() => ModuleState.Host.Credentials.List()
        .Select(cached => new Removal(cached.PluginName, cached.Context.StackName, IsStored: false))
        .Concat(ModuleState.Host.Store.List()
            .Select(stored => new Removal(stored.Plugin, stored.Stack, IsStored: true)))
        .Where(removal => StackOrNull is null || removal.Stack == StackOrNull)
        .ToLookup(removal => removal.Plugin);

    private sealed record Removal(string Plugin, string Stack, bool IsStored)
    {
        public string Description => $"the {(IsStored ? "stored" : "cached")} credential for stack '{Stack}'";
    }
}
