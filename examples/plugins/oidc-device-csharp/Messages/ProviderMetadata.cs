namespace OidcDevice;

/// <summary>
/// The parts of the discovery document that this plugin uses (OpenID Connect Discovery 1.0, RFC 8628 section 4).
/// </summary>
internal sealed class ProviderMetadata
{
    public required string Issuer { get; init; }

    public required Uri TokenEndpoint { get; init; }

    /// <summary>Null if the provider does not offer the grant.</summary>
    public Uri? DeviceAuthorizationEndpoint { get; init; }
}
