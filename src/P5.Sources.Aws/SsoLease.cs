using System.Text.Json;

namespace P5.Sources.Aws;

/// <summary>A login of P5 to IAM Identity Center, which P5 can end. Secret.</summary>
/// <param name="Session">Where it is.</param>
/// <param name="Token">Its token.</param>
internal sealed record SsoLease(SsoSession Session, SsoToken Token)
{
    /// <summary>The profile whose endpoints and certificates apply; null for none.</summary>
    public string? Profile { get; init; }

    /// <summary>Reads a lease of this source.</summary>
    /// <exception cref="SourceException">It is of another version of P5.</exception>
    public static SsoLease Of(CredentialLease lease)
    {
        try
        {
            return JsonSerializer.Deserialize(lease.Content, TokenJson.Default.SsoLease) is
                { Session: not null, Token.Region: not null } read
                ? read
                : throw OtherVersion();
        }
        catch (JsonException)
        {
            // Its message may quote the text, which is secret.
            throw OtherVersion();
        }
    }

    /// <summary>What the host stores.</summary>
    /// <param name="profile">The profile whose endpoints and certificates apply; null for none.</param>
    public CredentialLease ToLease(string? profile) => new()
    {
        Description = $"the login at {Session.StartUrl}",
        Content = JsonSerializer.Serialize(this with { Profile = profile }, TokenJson.Default.SsoLease),
        Secrets = [.. new[] { Token.AccessToken, Token.RefreshToken, Token.ClientSecret }.OfType<string>()],
        EndsAt = Token.EndsAt,
    };

    /// <summary>The portal alone.</summary>
    public override string ToString() => Session.StartUrl;

    private static SourceException OtherVersion() => new("the stored login is of another version of P5");
}
