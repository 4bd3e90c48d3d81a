namespace OidcDevice;

/// <summary>There is no token, and the message tells the person why and what to do. It has no secret in it.</summary>
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

    /// <summary>
    /// OAuth's name of the failure, such as <c>invalid_grant</c>, or null where the provider gave none.
    /// </summary>
    public string? ErrorCode { get; init; }

    /// <summary>
    /// True where the provider could not be reached or was not itself: the same question may be answered later.
    /// </summary>
    public bool MayPass { get; init; }
}
