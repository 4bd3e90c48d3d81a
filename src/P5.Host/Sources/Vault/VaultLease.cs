using System.Text.Json;
using System.Text.Json.Serialization;
using P5.Sources;

namespace P5.Host;

/// <summary>A secret that Vault has created for a credential.</summary>
/// <param name="Path">Its path in Vault's API.</param>
/// <param name="Id">The id of its lease. Secret.</param>
/// <param name="EndsAt">When the lease ends.</param>
/// <param name="IsRenewable">Whether the lease can be renewed.</param>
/// <param name="Variables">The variables that have its fields. Values are secret.</param>
internal sealed record VaultSecret(
    string Path, string Id, DateTimeOffset EndsAt, bool IsRenewable, Dictionary<string, string> Variables)
{
    /// <summary>The path alone.</summary>
    public override string ToString() => Path;
}

/// <summary>What Vault has created for a credential: leases, and the token of a login. Secret.</summary>
/// <param name="Server">The server.</param>
/// <param name="Token">The token that they were created with.</param>
/// <param name="Lifetime">How long they lasted when they were created.</param>
/// <param name="Secrets">The secrets with a lease.</param>
internal sealed record VaultLease(
    VaultServer Server, VaultToken Token, TimeSpan Lifetime, IReadOnlyList<VaultSecret> Secrets)
{
    /// <summary>The first end of a lease, and not later than that of the login; null without a lease.</summary>
    [JsonIgnore]
    public DateTimeOffset? EndsAt =>
        Secrets.Count == 0 ? null : Secrets.Select(secret => secret.EndsAt).Append(EndOfLogin).Min();

    /// <summary>The end of what cannot be renewed: nothing can last longer.</summary>
    [JsonIgnore]
    public DateTimeOffset LastEnd => Secrets
        .Select(secret => secret.IsRenewable ? DateTimeOffset.MaxValue : secret.EndsAt)
        .Append(Token.IsRenewable ? DateTimeOffset.MaxValue : EndOfLogin)
        .Min();

    private DateTimeOffset EndOfLogin => Token.EndsAt ?? DateTimeOffset.MaxValue;

    /// <summary>Reads a lease of this source.</summary>
    /// <returns>The lease; null if it is of another version of P5.</returns>
    public static VaultLease? Of(CredentialLease lease)
    {
        try
        {
            return JsonSerializer.Deserialize(lease.Content, VaultJson.Default.VaultLease);
        }
        catch (JsonException)
        {
            // Its message may quote the text, which is secret.
            return null;
        }
    }

    /// <summary>Whether it ends too soon to be used instead of a new one.</summary>
    /// <param name="end">When it ends.</param>
    /// <param name="now">The time.</param>
    public bool IsNearItsEnd(DateTimeOffset end, DateTimeOffset now) =>
        end - now <= SourceContext.RenewalWindow(Lifetime);

    /// <summary>What the host stores; null if nothing was created.</summary>
    public CredentialLease? ToLease()
    {
        string? leases = Secrets.Count switch
        {
            0 => null,
            1 => "1 lease",
            int count => $"{count} leases",
        };
        string created = string.Join(
            " and ", new[] { leases, Token.IsOfLogin ? "the login" : null }.OfType<string>());
        return created.Length == 0
            ? null
            : new CredentialLease
            {
                Description = $"{created} at {Server.Url}",
                Content = JsonSerializer.Serialize(this, VaultJson.Default.VaultLease),
                Secrets = [Token.Value, .. Secrets.Select(secret => secret.Id)],
                EndsAt = Token.IsOfLogin ? EndOfLogin : Secrets.Max(secret => secret.EndsAt),
            };
    }

    /// <summary>The server alone.</summary>
    public override string ToString() => $"{Server.Url}";
}

/// <summary>Reads and writes leases.</summary>
[JsonSourceGenerationOptions(
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(VaultLease))]
internal sealed partial class VaultJson : JsonSerializerContext;
