namespace OidcDevice;

/// <summary>A login that has begun (RFC 8628, 3.2).</summary>
internal sealed class DeviceAuthorization
{
    public required string DeviceCode { get; init; }

    public required string UserCode { get; init; }

    public required Uri VerificationUri { get; init; }

    /// <summary>The address with the code in it, or null.</summary>
    public Uri? VerificationUriComplete { get; init; }

    /// <summary>How long the codes hold, in seconds.</summary>
    public required int ExpiresIn { get; init; }

    /// <summary>How long to wait before each question, in seconds, or null for five.</summary>
    public int? Interval { get; init; }
}
