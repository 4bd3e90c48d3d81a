namespace P5.GoPlugin;

/// <summary>What the plugin printed first is no handshake, or it leads nowhere.</summary>
/// <param name="message">What went wrong, and where.</param>
/// <param name="failure">What is known about the plugin.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class PluginHandshakeException(string message, PluginFailure failure, Exception? innerException = null)
    : PluginException(message, failure, innerException);
