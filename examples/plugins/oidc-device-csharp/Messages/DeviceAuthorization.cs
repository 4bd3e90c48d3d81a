namespace OidcDevice;

/// <summary>A started login (RFC 8628, 3.2).</summary>
internal sealed class DeviceAuthorization
{
    public required string DeviceCode { get; init; }

    public required string UserCode { get; init; }

    public required Uri VerificationUri { get; init; }

    /// <summary>The address that includes the code, or null.</summary>
    public Uri? VerificationUriComplete { get; init; }

    /// <summary>How long the codes are valid, in seconds.</summary>
    public required int ExpiresIn { get; init; }

    /// <summary>The polling interval, in seconds; null for five.</summary>
    public int? Interval { get; init; }
}
