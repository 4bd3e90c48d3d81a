using Grpc.Core;

namespace P5.GoPlugin;

/// <summary>The plugin answered the call with a gRPC error, or with something that is no gRPC. It still runs.</summary>
/// <param name="message">What was called, and what came back.</param>
/// <param name="failure">What is known about the plugin.</param>
/// <param name="statusCode">The code that the plugin sent, or that fits what it sent.</param>
/// <param name="detail">The plugin's own words, or what is wrong with its answer.</param>
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

    /// <summary>The plugin's own words, or what is wrong with its answer.</summary>
    public string Detail { get; } = detail;
}
