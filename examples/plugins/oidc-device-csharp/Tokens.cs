namespace OidcDevice;

/// <summary>What a login gave. No record: its text would show the tokens.</summary>
internal sealed class Tokens(string accessToken, DateTimeOffset? expiresAt, string? refreshToken)
{
    /// <summary>What opens doors.</summary>
    internal string AccessToken { get; } = accessToken;

    /// <summary>When the access token is over, or null where the provider did not say.</summary>
    internal DateTimeOffset? ExpiresAt { get; } = expiresAt;

    /// <summary>What gets the next access token without the person, or null where the provider gives none.</summary>
    internal string? RefreshToken { get; } = refreshToken;
}
