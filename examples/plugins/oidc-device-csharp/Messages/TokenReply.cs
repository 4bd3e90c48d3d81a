namespace OidcDevice;

/// <summary>Tokens as the provider returns them (RFC 6749, 5.1).</summary>
internal sealed class TokenReply
{
    public required string AccessToken { get; init; }

    /// <summary>How long the access token is valid, in seconds; null if the provider does not state it.</summary>
    public int? ExpiresIn { get; init; }

    /// <summary>Null if the provider returns none, or if the current one stays valid.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>The tokens with the time at which they expire.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="refreshToken">The current one, which stays valid if this reply has none.</param>
    internal Tokens ToTokens(TimeProvider clock, string? refreshToken) => new(
        AccessToken,
        ExpiresIn is { } seconds ? clock.GetUtcNow().AddSeconds(seconds) : null,
        RefreshToken ?? refreshToken);
}
