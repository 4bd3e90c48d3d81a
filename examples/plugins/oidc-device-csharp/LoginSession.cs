using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace OidcDevice;

/// <summary>
/// One login and the tokens that it gave, kept in memory alone. Calls may overlap; one person signs in once.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "It lives as long as the process; its semaphore holds no handle.")]
internal sealed partial class LoginSession(
    Login login, IdentityProvider provider, TimeProvider clock, ILogger logger, TimeSpan margin)
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Tokens? _tokens;

    /// <summary>
    /// Hands out an access token: refreshed where that is possible, else the one at hand, else a new login's.
    /// </summary>
    /// <exception cref="LoginException">The provider gives none, or the person did not sign in.</exception>
    internal async Task<Tokens> GetTokensAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ProviderMetadata metadata = await provider.DiscoverAsync(login.Issuer, cancellationToken);
            _tokens = await RefreshAsync(metadata)
                ?? await new DeviceLogin(login, provider, metadata, clock).RunAsync(cancellationToken);
            return _tokens;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>
    /// The next tokens without the person, or null where only the person can help. Whoever asked may have given up: a
    /// provider that replaces the refresh token at each use has done so, and its answer alone names the next one.
    /// </summary>
    private async Task<Tokens?> RefreshAsync(ProviderMetadata metadata)
    {
        if (_tokens?.RefreshToken is not { } refreshToken)
        {
            return _tokens?.ExpiresAt - clock.GetUtcNow() > margin ? _tokens : null;
        }

        try
        {
            TokenReply reply = await provider.RedeemAsync(
                metadata,
                new Dictionary<string, string>
                {
                    ["grant_type"] = "refresh_token",
                    ["refresh_token"] = refreshToken,
                    ["client_id"] = login.ClientId,
                },
                CancellationToken.None);
            LogRefreshed(login.Issuer);

            // A provider that replaces the refresh token at each use says so by giving the next one.
            return reply.ToTokens(clock, refreshToken);
        }
        catch (LoginException refused) when (refused.ErrorCode == "invalid_grant")
        {
            LogRefreshRefused(login.Issuer);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "refreshed the access token {Issuer}")]
    private partial void LogRefreshed(Uri issuer);

    [LoggerMessage(Level = LogLevel.Information, Message = "the login is over, a new one is needed {Issuer}")]
    private partial void LogRefreshRefused(Uri issuer);
}
