using Grpc.Core;

namespace P5.GoPlugin;

/// <summary>A failed call, before the state of the process is known.</summary>
/// <param name="method">The method's full name.</param>
/// <param name="timeout">The call's timeout; null for none.</param>
/// <param name="statusCode">The code that the plugin sent, or that fits the failure.</param>
/// <param name="detail">The plugin's own message, or a description of the failure.</param>
/// <param name="cause">The kind of failure.</param>
/// <param name="innerException">How gRPC reported it.</param>
internal sealed class CallException(
    string method,
    TimeSpan? timeout,
    StatusCode statusCode,
    string detail,
    CallFailureCause cause,
    Exception innerException)
    : Exception($"{statusCode}: {detail}", innerException)
{
    internal string Method { get; } = method;

    internal TimeSpan? Timeout { get; } = timeout;

    internal StatusCode StatusCode { get; } = statusCode;

    internal string Detail { get; } = detail;

    internal CallFailureCause Cause { get; } = cause;
}

internal enum CallFailureCause
{
    /// <summary>The plugin answered with this status.</summary>
    Status,

    /// <summary>The plugin's answer is not valid gRPC, or the plugin reset the call's stream.</summary>
    Answer,

    /// <summary>The request could not be sent, although the connection is open.</summary>
    Request,

    /// <summary>The connection failed, or could not be opened.</summary>
    Connection,

    /// <summary>The host's own deadline passed.</summary>
    Deadline,
}
