using Grpc.Core;

namespace P5.GoPlugin;

/// <summary>A call that failed, before what became of the process is known.</summary>
/// <param name="method">The method's full name.</param>
/// <param name="timeout">How long the call was given; null for as long as it takes.</param>
/// <param name="statusCode">The code that the plugin sent, or that fits what happened to the call.</param>
/// <param name="detail">The plugin's own words, or what happened to the call.</param>
/// <param name="cause">What made it fail.</param>
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
