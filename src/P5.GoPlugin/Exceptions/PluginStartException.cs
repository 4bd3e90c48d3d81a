namespace P5.GoPlugin;

/// <summary>The operating system could not start the plugin, or the plugin ended before its handshake.</summary>
/// <param name="message">What went wrong, and where.</param>
/// <param name="failure">What is known about the plugin.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class PluginStartException(string message, PluginFailure failure, Exception? innerException = null)
    : PluginException(message, failure, innerException);
