namespace OidcDevice;

/// <summary>No token was obtained. The message describes why and what to do, and contains no secret.</summary>
internal sealed class LoginException : Exception
{
    public LoginException(string message)
        : base(message)
    {
    }

    public LoginException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>OAuth's error code, such as <c>invalid_grant</c>; null if the provider returned none.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>True if the provider could not be reached or had an internal error: a retry may succeed.</summary>
    public bool MayPass { get; init; }
}
