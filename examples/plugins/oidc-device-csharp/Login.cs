using P5.Plugin;

namespace OidcDevice;

/// <summary>The identity of a login: stacks with equal settings share one.</summary>
/// <param name="Issuer">The provider's address, as in its discovery document.</param>
/// <param name="ClientId">The plugin's id at the provider: a public client, without a secret.</param>
/// <param name="Scope">
/// The scopes of the token, separated by spaces; <c>offline_access</c> requests a refresh token.
/// </param>
internal sealed record Login(Uri Issuer, string ClientId, string Scope)
{
    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingException">A setting is missing or invalid.</exception>
    internal static Login Read(AuthRequest request)
    {
        if (!Uri.TryCreate(request.GetRequiredSetting("issuer"), UriKind.Absolute, out Uri? issuer) || !IsSafe(issuer))
        {
            throw new InvalidSettingException("issuer", request, "an https address");
        }

        return new Login(
            issuer, request.GetRequiredSetting("clientId"), request.GetSetting("scope", "openid offline_access"));
    }

    /// <summary>Tokens are sent over TLS, or stay on this machine.</summary>
    internal static bool IsSafe(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);
}
