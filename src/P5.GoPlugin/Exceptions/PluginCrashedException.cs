namespace P5.GoPlugin;

/// <summary>The plugin ended, or cut its connection, inside a call. It does not run any more.</summary>
/// <param name="message">What went wrong, and where.</param>
/// <param name="failure">What is known about the plugin.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class PluginCrashedException(string message, PluginFailure failure, Exception? innerException = null)
    : PluginException(message, failure, innerException);
