namespace OidcDevice;

/// <summary>Tokens as they come (RFC 6749, 5.1).</summary>
internal sealed class TokenReply
{
    public required string AccessToken { get; init; }

    /// <summary>How long the access token holds, in seconds, or null where the provider does not say.</summary>
    public int? ExpiresIn { get; init; }

    /// <summary>Null where the provider gives none, or where the one in use stays good.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>The tokens with the time when they end.</summary>
    /// <param name="clock">Tells what time it is.</param>
    /// <param name="refreshToken">The one that stays good where this reply has none.</param>
    internal Tokens ToTokens(TimeProvider clock, string? refreshToken) => new(
        AccessToken,
        ExpiresIn is { } seconds ? clock.GetUtcNow().AddSeconds(seconds) : null,
        RefreshToken ?? refreshToken);
}
