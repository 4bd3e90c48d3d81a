using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using P5.Plugin;

namespace OidcDevice;

/// <summary>
/// Returns an access token of a stack's OpenID Connect provider. A person signs in once, in any browser, with a code
/// that this plugin shows; as long as the plugin runs, it then uses the provider's refresh token.
/// </summary>
internal sealed partial class OidcDevicePlugin(
    IdentityProvider provider, TimeProvider clock, ILogger logger) : IAuthPlugin
{
    /// <summary>A token with a shorter remaining lifetime may expire before it is used.</summary>
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Login, LoginSession> _sessions = new();

    public async Task<AuthResponse> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken)
    {
        var login = Login.Read(request);
        string variable = request.GetSetting("variable", "OIDC_ACCESS_TOKEN");
        LoginSession session = _sessions.GetOrAdd(
            login, key => new LoginSession(key, provider, clock, logger, s_margin));
        try
        {
            Tokens tokens = await session.GetTokensAsync(cancellationToken);
            LogAuthenticated(login.Issuer, request.StackName);
            return AuthResponse.Success(
                new Dictionary<string, string> { [variable] = tokens.AccessToken }, Lifetime(tokens));
        }
        catch (LoginException failure)
        {
            return AuthResponse.Failure(failure.Message);
        }
    }

    /// <summary>A provider may omit the token's lifetime; then the token must not be cached.</summary>
    private CredentialLifetime Lifetime(Tokens tokens)
    {
        TimeSpan? left = tokens.ExpiresAt - clock.GetUtcNow() - s_margin;
        return left > TimeSpan.Zero ? CredentialLifetime.For(left.Value) : CredentialLifetime.AskEveryTime;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "authenticated {Issuer} {Stack}")]
    private partial void LogAuthenticated(Uri issuer, string stack);
}
