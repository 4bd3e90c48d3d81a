using Grpc.Core;

namespace P5.GoPlugin;

/// <summary>The plugin ended, or closed its connection, during a call. It is no longer running.</summary>
/// <param name="message">What failed, and on what.</param>
/// <param name="failure">What is known about the plugin.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class PluginCrashedException(string message, PluginFailure failure, Exception? innerException = null)
    : PluginException(message, failure, innerException);

/// <summary>No answer arrived within the call's timeout. The plugin is still running and can be called again.</summary>
/// <param name="message">What was called, and how long it took.</param>
/// <param name="failure">What is known about the plugin.</param>
/// <param name="timeout">The call's timeout.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class PluginTimeoutException(
    string message, PluginFailure failure, TimeSpan timeout, Exception? innerException = null)
    : PluginException(message, failure, innerException)
{
    /// <summary>The call's timeout.</summary>
    public TimeSpan Timeout { get; } = timeout;
}

/// <summary>The plugin answered with a gRPC error, or with something that is not gRPC. It is still running.</summary>
/// <param name="message">What was called, and what was returned.</param>
/// <param name="failure">What is known about the plugin.</param>
/// <param name="statusCode">The code that the plugin sent, or that fits what it sent.</param>
/// <param name="detail">The plugin's own message, or what is wrong with its answer.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class PluginRpcException(
    string message,
    PluginFailure failure,
    StatusCode statusCode,
    string detail,
    Exception? innerException = null)
    : PluginException(message, failure, innerException)
{
    /// <summary>The code that the plugin sent, or that fits what it sent.</summary>
    public StatusCode StatusCode { get; } = statusCode;

    /// <summary>The plugin's own message, or what is wrong with its answer.</summary>
    public string Detail { get; } = detail;
}
