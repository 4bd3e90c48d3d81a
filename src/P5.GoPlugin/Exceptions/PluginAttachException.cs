namespace P5.GoPlugin;

/// <summary>A plugin that somebody else started cannot be connected to.</summary>
/// <param name="message">What went wrong, and where.</param>
/// <param name="failure">What is known about the plugin.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class PluginAttachException(string message, PluginFailure failure, Exception? innerException = null)
    : PluginException(message, failure, innerException);
