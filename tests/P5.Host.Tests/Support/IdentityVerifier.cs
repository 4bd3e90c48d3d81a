using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace P5.Host.Tests;

/// <summary>
/// Verifies identity tokens as a service does that trusts an issuer: by the keys that the issuer publishes, which are
/// read again for a key that is not known.
/// </summary>
/// <param name="issuer">The address of the issuer.</param>
internal sealed class IdentityVerifier(string issuer) : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly JsonWebTokenHandler _handler = new();
    private TokenValidationParameters? _trusted;

    /// <summary>How much later it is by the clock of the service.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>By how much the clocks of issuer and service may differ.</summary>
    public TimeSpan AllowedSkew { get; set; } = TimeSpan.FromMinutes(1);

    public void Dispose() => _http.Dispose();

    /// <summary>Why a token is not accepted; null if it is.</summary>
    public async Task<string?> FindProblemAsync(string token, string audience)
    {
        _trusted ??= await DiscoverAsync();
        TokenValidationResult result = await VerifyAsync(token, audience);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            _trusted = await DiscoverAsync();
            result = await VerifyAsync(token, audience);
        }

        return result.Exception switch
        {
            null => null,
            SecurityTokenInvalidAudienceException => "invalid audience",
            SecurityTokenExpiredException => "token is expired",
            SecurityTokenNotYetValidException => "token is not valid yet",
            SecurityTokenInvalidIssuerException => "invalid issuer",
            _ => "invalid signature",
        };
    }

    private Task<TokenValidationResult> VerifyAsync(string token, string audience)
    {
        TokenValidationParameters parameters = _trusted!.Clone();
        parameters.ValidAudience = audience;
        return _handler.ValidateTokenAsync(token, parameters);
    }

    private bool IsInTime(DateTime notBefore, DateTime? expires)
    {
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime + Skew;
        return expires is null || expires <= now - AllowedSkew ? throw new SecurityTokenExpiredException()
            : notBefore > now + AllowedSkew ? throw new SecurityTokenNotYetValidException()
            : true;
    }

    private async Task<TokenValidationParameters> DiscoverAsync()
    {
        JsonElement configuration =
            await _http.GetFromJsonAsync<JsonElement>($"{issuer}/.well-known/openid-configuration");
        string keys = await _http.GetStringAsync(configuration.GetProperty("jwks_uri").GetString());
        return new TokenValidationParameters
        {
            ValidIssuer = configuration.GetProperty("issuer").GetString(),
            IssuerSigningKeys = new JsonWebKeySet(keys).GetSigningKeys(),
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            LifetimeValidator = (notBefore, expires, token, _) =>
                IsInTime(notBefore ?? ((JsonWebToken)token).IssuedAt, expires),
        };
    }
}
