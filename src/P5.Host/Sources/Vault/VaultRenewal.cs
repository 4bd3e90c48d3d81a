using System.Text.Json;
using System.Text.Json.Nodes;
using P5.Sources;

namespace P5.Host;

/// <summary>Renews what Vault has created for the last credential, in place of a new one.</summary>
/// <param name="client">The server.</param>
/// <param name="server">The server.</param>
/// <param name="login">How a token is obtained.</param>
/// <param name="context">The last lease, the clock, and the environment of a login.</param>
internal sealed class VaultRenewal(
    VaultClient client, VaultServer server, VaultLogin login, SourceContext context)
{
    /// <summary>Renews the leases, and the token of the login.</summary>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>What reads the other secrets; null if new leases are needed.</returns>
    public async Task<VaultReader?> RenewAsync(CancellationToken cancellationToken)
    {
        if (context.Lease is null
            || VaultLease.Of(context.Lease) is not { Secrets.Count: > 0 } old
            || old.Server != server
            || old.IsNearItsEnd(old.LastEnd, context.TimeProvider.GetUtcNow()))
        {
            return null;
        }

        try
        {
            VaultLease renewed = await RenewAsync(old, cancellationToken).ConfigureAwait(false);

            // Near the longest time that Vault allows, what it adds is too short.
            return renewed.IsNearItsEnd(renewed.EndsAt!.Value, context.TimeProvider.GetUtcNow())
                ? null
                : new VaultReader(client, server, renewed.Token, context.TimeProvider)
                {
                    Renewed = renewed.Secrets,
                    Lifetime = old.Lifetime,
                };
        }
        catch (SourceException)
        {
            // A lease or the token is gone. If the server cannot be used at all, the next request reports it.
            return null;
        }
        finally
        {
            client.Token = null;
        }
    }

    private async Task<VaultLease> RenewAsync(VaultLease old, CancellationToken cancellationToken)
    {
        int seconds = (int)Math.Ceiling(old.Lifetime.TotalSeconds);
        VaultToken token = old.Token;
        if (!token.IsOfLogin)
        {
            token = await login.LoginAsync(client, context, cancellationToken).ConfigureAwait(false);
        }

        client.Token = token.Value;
        if (token.IsRenewable)
        {
            JsonElement answer = await client.WriteAsync(
                "auth/token/renew-self", new JsonObject { ["increment"] = seconds }, cancellationToken)
                .ConfigureAwait(false);
            token = VaultToken.OfLogin(answer, context.TimeProvider.GetUtcNow())
                ?? throw new SourceException("the answer to the renewal of the token has no token");
        }

        List<VaultSecret> secrets = [];
        foreach (VaultSecret secret in old.Secrets)
        {
            secrets.Add(secret.IsRenewable
                ? await RenewAsync(secret, seconds, cancellationToken).ConfigureAwait(false)
                : secret);
        }

        return old with { Token = token, Secrets = secrets };
    }

    private async Task<VaultSecret> RenewAsync(
        VaultSecret secret, int seconds, CancellationToken cancellationToken)
    {
        JsonElement answer = await client.WriteAsync(
            "sys/leases/renew",
            new JsonObject { ["lease_id"] = secret.Id, ["increment"] = seconds },
            cancellationToken).ConfigureAwait(false);
        return secret with
        {
            EndsAt = context.TimeProvider.GetUtcNow() + VaultClient.SecondsOf(answer, "lease_duration"),
            IsRenewable = VaultClient.IsTrue(answer, "renewable"),
        };
    }
}
