namespace OidcDevice;

/// <summary>
/// What this plugin needs of the discovery document (OpenID Connect Discovery 1.0, RFC 8628 section 4).
/// </summary>
internal sealed class ProviderMetadata
{
    public required string Issuer { get; init; }

    public required Uri TokenEndpoint { get; init; }

    /// <summary>Null where the provider does not offer the grant.</summary>
    public Uri? DeviceAuthorizationEndpoint { get; init; }
}
