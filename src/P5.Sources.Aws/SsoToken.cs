using System.Text.Json;
using System.Text.Json.Serialization;

namespace P5.Sources.Aws;

/// <summary>A login to IAM Identity Center, in the form in which the AWS CLI caches it too. Secret.</summary>
internal sealed record SsoToken
{
    [JsonPropertyName("accessToken")]
    public string? AccessToken { get; init; }

    [JsonPropertyName("expiresAt")]
    public DateTimeOffset ExpiresAt { get; init; }

    [JsonPropertyName("refreshToken")]
    public string? RefreshToken { get; init; }

    [JsonPropertyName("clientId")]
    public string? ClientId { get; init; }

    [JsonPropertyName("clientSecret")]
    public string? ClientSecret { get; init; }

    /// <summary>When the registration of the client expires.</summary>
    [JsonPropertyName("registrationExpiresAt")]
    public DateTimeOffset RegistrationExpiresAt { get; init; }

    [JsonPropertyName("startUrl")]
    public string? StartUrl { get; init; }

    [JsonPropertyName("region")]
    public string? Region { get; init; }

    /// <summary>Whether the AWS CLI has logged in, not P5.</summary>
    [JsonIgnore]
    public bool IsOfCli { get; init; }

    /// <summary>When it is of no use any more: later than the token itself, only to renew it.</summary>
    [JsonIgnore]
    public DateTimeOffset EndsAt => RefreshToken is null ? ExpiresAt : RegistrationExpiresAt;

    /// <summary>Reads a token.</summary>
    /// <returns>The token; null if it is of another session, or not one.</returns>
    public static SsoToken? Parse(byte[]? json, SsoSession session)
    {
        if (json is null)
        {
            return null;
        }

        try
        {
            SsoToken? token = JsonSerializer.Deserialize(json, TokenJson.Default.SsoToken);
            return token?.StartUrl == session.StartUrl && token.Region == session.Region ? token : null;
        }
        catch (JsonException)
        {
            // Of another version. A new login replaces it.
            return null;
        }
    }

    /// <summary>Its JSON. Secret.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, TokenJson.Default.SsoToken);

    /// <summary>Whether it can be used at a time, and a little longer.</summary>
    public bool IsValidAt(DateTimeOffset now) => AccessToken is not null && ExpiresAt - now > SsoLogin.Margin;

    /// <summary>Whether its client is registered at a time.</summary>
    public bool IsRegisteredAt(DateTimeOffset now) =>
        ClientId is not null && ClientSecret is not null && RegistrationExpiresAt - now > SsoLogin.Margin;

    /// <summary>The expiry alone.</summary>
    public override string ToString() => $"token until {ExpiresAt}";
}

/// <summary>Reads and writes tokens.</summary>
[JsonSerializable(typeof(SsoToken))]
[JsonSerializable(typeof(SsoLease))]
internal sealed partial class TokenJson : JsonSerializerContext;
