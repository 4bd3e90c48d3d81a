namespace P5.GoPlugin;

/// <summary>The plugin's command names no file, or a file that this user cannot execute.</summary>
/// <param name="message">What went wrong, and where.</param>
/// <param name="failure">What is known about the plugin.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class PluginNotFoundException(string message, PluginFailure failure, Exception? innerException = null)
    : PluginException(message, failure, innerException);
