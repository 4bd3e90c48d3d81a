using P5.Plugin;

namespace OidcDevice;

/// <summary>Who signs in where, and for what: stacks that agree in this share one login.</summary>
/// <param name="Issuer">The provider's address, as its discovery document gives it.</param>
/// <param name="ClientId">What the provider knows this plugin as: a public client, without a secret.</param>
/// <param name="Scope">
/// What the token is for, separated by spaces; <c>offline_access</c> asks for a refresh token.
/// </param>
internal sealed record Login(Uri Issuer, string ClientId, string Scope)
{
    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingException">A setting is missing or is not what it should be.</exception>
    internal static Login Read(AuthRequest request)
    {
        if (!Uri.TryCreate(request.GetRequiredSetting("issuer"), UriKind.Absolute, out Uri? issuer) || !IsSafe(issuer))
        {
            throw new InvalidSettingException("issuer", request, "an https address");
        }

        return new Login(
            issuer, request.GetRequiredSetting("clientId"), request.GetSetting("scope", "openid offline_access"));
    }

    /// <summary>Tokens go through TLS, or stay on this machine.</summary>
    internal static bool IsSafe(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);
}
