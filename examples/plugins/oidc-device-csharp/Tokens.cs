namespace OidcDevice;

/// <summary>The tokens of a login. Not a record, whose text would contain them.</summary>
internal sealed class Tokens(string accessToken, DateTimeOffset? expiresAt, string? refreshToken)
{
    internal string AccessToken { get; } = accessToken;

    /// <summary>When the access token expires; null if the provider did not state it.</summary>
    internal DateTimeOffset? ExpiresAt { get; } = expiresAt;

    /// <summary>Gets the next access token without a login; null if the provider returned none.</summary>
    internal string? RefreshToken { get; } = refreshToken;
}
