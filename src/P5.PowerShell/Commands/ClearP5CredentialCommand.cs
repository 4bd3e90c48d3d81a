using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>
/// Removes credentials from the cache and from the credential store, so that their plugins are called again. The
/// session's environment stays.
/// </summary>
[Cmdlet(VerbsCommon.Clear, "P5Credential", SupportsShouldProcess = true)]
public sealed class ClearP5CredentialCommand : CachedCredentialCmdlet
{
    private readonly SortedSet<string> _withoutRevocation = new(StringComparer.Ordinal);

    /// <summary>Only credentials for this stack; by default those for every stack.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(StackCompleter))]
    public string? Stack { get; set; }

    /// <summary>Ends the credentials at their sources first, if these have created them.</summary>
    [Parameter]
    public SwitchParameter Revoke { get; set; }

    // PowerShell binds a null of the pipeline as "".
    private string? StackOrNull => Stack is { Length: > 0 } stack ? stack : null;

    /// <inheritdoc />
    private protected override void Process()
    {
        ILookup<string, Removal> removals = InvokeOrTerminate(FindRemovals);
        foreach (IGrouping<string, Removal> removal in SelectByName([.. removals], item => item.Key, Plugin, NotCached))
        {
            string what = string.Join(" and ", removal.Select(one => one.Description).Distinct());
            string action = $"Remove {what}";
            if (Revoke)
            {
                string[] ended = [.. removal.Select(one => one.Revocable).OfType<string>().Distinct()];
                action = ended.Length == 0
                    ? $"{action}, without a revocation"
                    : $"Revoke {string.Join(" and ", ended)}, and remove {what}";
            }

            if (!ShouldProcess(removal.Key, action))
            {
                continue;
            }

            if (Revoke)
            {
                EndAtSource(removal.Key);
            }
            else
            {
                Remove(removal);
            }
        }
    }

    /// <inheritdoc />
    private protected override void End()
    {
        if (_withoutRevocation.Count > 0)
        {
            WriteWarning(
                $"Removed without a revocation: {string.Join(", ", _withoutRevocation)}. {Revocation.WhatHasNone}");
        }
    }

    private void Remove(IGrouping<string, Removal> removal)
    {
        if (removal.Any(one => !one.IsStored))
        {
            ModuleState.Host.Credentials.Remove(removal.Key);
        }

        InvokeOrTerminate(() => ModuleState.Host.Store.Remove(removal.Key, StackOrNull));
    }

    private void EndAtSource(string plugin)
    {
        Revocation? revocation = null;
        InvokeOrTerminate(() => Run(async (dispatcher, cancellationToken) =>
            revocation = await ModuleState.Host
                .RevokeAsync(plugin, StackOrNull, dispatcher.AskSecretAsync, cancellationToken)
                .ConfigureAwait(false)));
        foreach (string ended in revocation!.Revoked)
        {
            WriteVerbose($"{plugin}: ended {ended}. The next command that needs the plugin logs in again.");
        }

        foreach (P5Exception error in revocation.Errors)
        {
            WriteError(P5ErrorRecord.Create(error, plugin));
        }

        if (revocation is { Revoked.Count: 0, Errors.Count: 0 })
        {
            _withoutRevocation.Add(plugin);
        }
    }

    /// <summary>What is removed, by plugin; with -Revoke, also what is applied and no longer cached.</summary>
    private ILookup<string, Removal> FindRemovals() => ModuleState.Host.Credentials.List()
        .Union(Revoke ? ModuleState.Host.ListRevocable() : [])
        .Select(known => new Removal(known.PluginName, known.Context.StackName, IsStored: false, known.Revocable))
        .Concat(ModuleState.Host.Store.List()
            .Select(stored => new Removal(stored.Plugin, stored.Stack, IsStored: true, Revocable: null)))
        .Concat(ModuleState.Host.Store.ListLeases()
            .Select(lease => new Removal(lease.Plugin, lease.Stack, IsStored: true, LeaseOf(lease))))
        .Where(removal => StackOrNull is null || removal.Stack == StackOrNull)
        .ToLookup(removal => removal.Plugin);

    // What it is of is encrypted.
    private static string LeaseOf(StoredItem lease) =>
        $"what its source created for the stored credential for stack '{lease.Stack}'";

    private sealed record Removal(string Plugin, string Stack, bool IsStored, string? Revocable)
    {
        public string Description => $"the {(IsStored ? "stored" : "cached")} credential for stack '{Stack}'";
    }
}
