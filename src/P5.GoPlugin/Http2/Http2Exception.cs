namespace P5.GoPlugin;

/// <summary>A stream or a connection that failed.</summary>
/// <param name="kind">Whose doing it is.</param>
/// <param name="code">The code that the peer sent or is sent.</param>
/// <param name="message">What happened.</param>
/// <param name="innerException">The transport's failure, or null.</param>
internal sealed class Http2Exception(
    Http2FailureKind kind, Http2ErrorCode code, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    internal Http2FailureKind Kind { get; } = kind;

    internal Http2ErrorCode Code { get; } = code;

    /// <summary>Whether the peer has certainly done nothing for the request: RFC 9113, section 8.7.</summary>
    internal bool IsUnprocessed { get; init; }

    internal static Http2Exception Violation(Http2ErrorCode code, string message) =>
        new(Http2FailureKind.Violation, code, message);
}
