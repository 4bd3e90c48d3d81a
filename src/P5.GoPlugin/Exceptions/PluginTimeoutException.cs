namespace P5.GoPlugin;

/// <summary>No answer came within the call's timeout. The plugin still runs and can be called again.</summary>
/// <param name="message">What was called, and how long it took.</param>
/// <param name="failure">What is known about the plugin.</param>
/// <param name="timeout">How long the call was given.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class PluginTimeoutException(
    string message, PluginFailure failure, TimeSpan timeout, Exception? innerException = null)
    : PluginException(message, failure, innerException)
{
    /// <summary>How long the call was given.</summary>
    public TimeSpan Timeout { get; } = timeout;
}
