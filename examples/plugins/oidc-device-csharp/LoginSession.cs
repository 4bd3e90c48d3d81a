using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace OidcDevice;

/// <summary>One login and its tokens, in memory only. Calls may overlap; the person signs in once.</summary>
[SuppressMessage("Design", "CA1001", Justification = "It lives as long as the process; its semaphore has no handle.")]
internal sealed partial class LoginSession(
    Login login, IdentityProvider provider, TimeProvider clock, ILogger logger, TimeSpan margin)
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Tokens? _tokens;

    /// <summary>
    /// Returns an access token: a refreshed one if possible, else the current one, else that of a new login.
    /// </summary>
    /// <exception cref="LoginException">The provider returns none, or the person did not sign in.</exception>
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
    /// The next tokens without a login, or null if a login is required. Does not stop when the caller cancels: a
    /// provider that replaces the refresh token at each use has done so, and only its answer contains the next one.
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

            // The answer of a provider that replaces the refresh token at each use contains the next one.
            return reply.ToTokens(clock, refreshToken);
        }
        catch (LoginException rejected) when (rejected.ErrorCode == "invalid_grant")
        {
            LogLoginExpired(login.Issuer);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "refreshed the access token {Issuer}")]
    private partial void LogRefreshed(Uri issuer);

    [LoggerMessage(Level = LogLevel.Information, Message = "the login has expired, a new one is needed {Issuer}")]
    private partial void LogLoginExpired(Uri issuer);
}
