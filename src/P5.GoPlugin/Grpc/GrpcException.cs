namespace P5.GoPlugin;

/// <summary>
/// A call over a <see cref="GrpcChannel"/> that did not succeed. <see cref="PluginClient.CallAsync"/> turns it
/// into a <see cref="PluginException"/> that also knows what became of the process.
/// </summary>
/// <param name="statusCode">The code that the plugin sent, or that fits what happened to the call.</param>
/// <param name="detail">The plugin's own words, or what happened to the call.</param>
/// <param name="cause">Who decided that the call failed.</param>
/// <param name="innerException">The transport's failure, or null.</param>
public sealed class GrpcException(
    GrpcStatusCode statusCode, string detail, GrpcFailureCause cause, Exception? innerException = null)
    : Exception(statusCode.ToString() + ": " + detail, innerException)
{
    /// <summary>The code that the plugin sent, or that fits what happened to the call.</summary>
    public GrpcStatusCode StatusCode { get; } = statusCode;

    /// <summary>The plugin's own words, or what happened to the call.</summary>
    public string Detail { get; } = detail;

    /// <summary>Who decided that the call failed.</summary>
    public GrpcFailureCause Cause { get; } = cause;

    /// <summary>The same failure in other words.</summary>
    internal GrpcException With(string words) => words == Detail ? this : new(StatusCode, words, Cause, InnerException);
}
