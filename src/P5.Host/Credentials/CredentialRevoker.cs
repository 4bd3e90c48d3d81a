using System.Collections.Concurrent;
using P5.GoPlugin;
using P5.Sources;

namespace P5.Host;

/// <summary>Ends at their sources what cached and stored credentials are of, and removes them.</summary>
/// <param name="cache">The cached credentials.</param>
/// <param name="store">The stored credentials.</param>
/// <param name="environment">The user's environment.</param>
/// <param name="redactor">Masks known secrets.</param>
/// <param name="timeProvider">The clock of leases.</param>
internal sealed class CredentialRevoker(
    CredentialCache cache,
    CredentialStore store,
    EnvironmentSession environment,
    IRedactor redactor,
    TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<string, bool> _ended = new();

    /// <summary>
    /// The credentials of this process whose sources have something to end: those that are cached, and those that are
    /// applied although the cache has another one.
    /// </summary>
    public IReadOnlyList<PluginCredential> List() =>
    [
        .. cache.List().Concat(environment.Remembered)
            .Where(credential => credential.Lease is { } lease && !_ended.ContainsKey(lease.Lease.Content)),
    ];

    /// <summary>Revokes and removes the credentials of a plugin.</summary>
    /// <param name="pluginName">The plugin's name.</param>
    /// <param name="stackName">The stack; null for all.</param>
    /// <param name="askPassphrase">As in <see cref="CredentialStore.EnableAsync"/>.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="P5Exception">The store cannot be used. Nothing was revoked.</exception>
    public async Task<Revocation> RevokeAsync(
        string pluginName,
        string? stackName,
        Func<string, CancellationToken, Task<string?>>? askPassphrase,
        CancellationToken cancellationToken)
    {
        List<string> revoked = [];
        List<P5Exception> errors = [];

        // A credential that is cached and stored has one lease.
        foreach (IGrouping<string, Holder> holders in
            (await FindAsync(pluginName, stackName, askPassphrase, cancellationToken).ConfigureAwait(false))
                .GroupBy(holder => holder.Lease.Lease.Content))
        {
            Holder first = holders.First();
            CredentialLease lease = first.Lease.Lease;
            if (lease.EndsAt > timeProvider.GetUtcNow()
                && await RevokeAsync(first, cancellationToken).ConfigureAwait(false) is { } reason)
            {
                errors.Add(NotRevoked(pluginName, first, redactor.Redact(reason)));
                continue;
            }

            _ended[lease.Content] = true;
            revoked.Add(lease.Description);
            foreach (Holder holder in holders)
            {
                holder.Remove();
            }
        }

        if (errors.Count == 0)
        {
            Remove(pluginName, stackName);
        }

        return new Revocation { Revoked = revoked, Errors = errors };
    }

    private async Task<IReadOnlyList<Holder>> FindAsync(
        string pluginName,
        string? stackName,
        Func<string, CancellationToken, Task<string?>>? askPassphrase,
        CancellationToken cancellationToken)
    {
        List<Holder> holders = [];
        foreach (PluginCredential credential in List().Where(known =>
            known.PluginName == pluginName && (stackName is null || known.Context.StackName == stackName)))
        {
            holders.Add(new Holder(
                credential.Lease!,
                credential.Context.StackName,
                credential.Context.WorkspaceDirectory,
                () => RemoveCached(pluginName, credential.Context.StackName)));
        }

        StoredItem[] stored =
        [
            .. store.ListLeases()
                .Where(item => item.Plugin == pluginName && (stackName is null || item.Stack == stackName)),
        ];
        if (stored.Length > 0)
        {
            OpenStore open = await store.RequireAsync(askPassphrase, cancellationToken).ConfigureAwait(false);
            holders.AddRange(
                from item in stored
                let lease = StoredLogin.FindLease(open, item.Identity)
                where lease is not null
                select new Holder(
                    lease,
                    item.Stack,
                    item.Workspace.Repository,
                    () =>
                    {
                        open.Remove(item.Identity);
                        open.Remove(item.Identity with { Name = "" });
                    }));
        }

        return holders;
    }

    private async Task<string?> RevokeAsync(Holder holder, CancellationToken cancellationToken)
    {
        if (SourceCatalogue.Find(holder.Lease.Source) is not { } source)
        {
            return $"this version of P5 has no source {holder.Lease.Source}";
        }

        Dictionary<string, string> ofUser = environment.WithoutPlugins();
        var context = new SourceContext
        {
            WorkspaceDirectory = holder.Directory,
            Environment = ofUser,
            TimeProvider = timeProvider,
            Tools = new SourceTools(holder.Directory, ofUser, secrets: null, timeProvider),
        };
        return await source.RevokeAsync(holder.Lease.Lease, context, cancellationToken).ConfigureAwait(false);
    }

    private void Remove(string pluginName, string? stackName)
    {
        RemoveCached(pluginName, stackName);
        store.Remove(pluginName, stackName);
    }

    private void RemoveCached(string pluginName, string? stackName)
    {
        if (cache.List().Any(cached =>
            cached.PluginName == pluginName && (stackName is null || cached.Context.StackName == stackName)))
        {
            cache.Remove(pluginName);
        }
    }

    private static P5Exception NotRevoked(string pluginName, Holder holder, string reason) => new(
        ErrorIds.RevocationFailed,
        $"The credential of plugin '{pluginName}' for stack '{holder.Stack}' was not revoked, and is not removed: "
            + $"{reason.TrimEnd('.')}.",
        "Correct the reported problem and try again. Clear-P5Credential without -Revoke, or 'p5env store clear' "
            + "without --revoke, removes the credential all the same, without an end of "
            + $"{holder.Lease.Lease.Description}.")
    {
        PluginName = pluginName,
    };

    /// <summary>Where a lease is.</summary>
    /// <param name="Lease">The lease.</param>
    /// <param name="Stack">The stack of its credential.</param>
    /// <param name="Directory">The folder from which its source reads relative paths.</param>
    /// <param name="Remove">Removes the lease and its credential.</param>
    private sealed record Holder(SourceLease Lease, string Stack, string Directory, Action Remove)
    {
        public override string ToString() => Stack;
    }
}
