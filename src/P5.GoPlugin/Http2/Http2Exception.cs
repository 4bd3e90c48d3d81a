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

    /// <summary>A frame that ends the connection.</summary>
    internal static Http2Exception WrongFrame(Http2ErrorCode code, in Http2FrameHeader header, string what) =>
        Violation(code, $"its {header.Type} frame for stream {header.StreamId} {what}");

    /// <summary>The transport ended or failed.</summary>
    internal static Http2Exception Lost(Exception failure) =>
        new(Http2FailureKind.Connection, Http2ErrorCode.NoError, failure.GetBaseException().Message, failure);

    /// <summary>The peer reset a stream.</summary>
    internal static Http2Exception BrokenOff(Http2ErrorCode code) =>
        new(Http2FailureKind.Peer, code, "the peer broke the stream off") { IsUnprocessed = code == Http2ErrorCode.RefusedStream };

    /// <summary>The peer wants no more streams, with the code of its GOAWAY.</summary>
    internal static Http2Exception NotTaken(Http2ErrorCode code) =>
        new(Http2FailureKind.Peer, code, "the peer takes no more requests on this connection") { IsUnprocessed = true };

    /// <summary>The same for a request that was never sent, so that another connection can take it.</summary>
    internal Http2Exception ForUnsent() => new(Kind, Code, Message, this) { IsUnprocessed = true };

    /// <summary>A peer that says why it ends the connection says more than the end does.</summary>
    /// <param name="goAway">What it said.</param>
    internal Http2Exception ExplainedBy(Http2ErrorCode goAway) =>
        Kind == Http2FailureKind.Connection && goAway != Http2ErrorCode.NoError
            ? new Http2Exception(Http2FailureKind.Peer, goAway, "the peer ended the connection", this)
            : this;
}
