namespace P5.GoPlugin;

/// <summary>The plugin was not ready within the start timeout; its processes were killed.</summary>
/// <param name="message">What went wrong, and where.</param>
/// <param name="failure">What is known about the plugin.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class PluginStartTimeoutException(string message, PluginFailure failure, Exception? innerException = null)
    : PluginException(message, failure, innerException);
