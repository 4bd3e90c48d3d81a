namespace OidcDevice;

/// <summary>Why the provider returned no tokens (RFC 6749, 5.2).</summary>
internal sealed class Refusal
{
    public required string Error { get; init; }

    public string? ErrorDescription { get; init; }
}
