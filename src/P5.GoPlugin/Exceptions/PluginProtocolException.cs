namespace P5.GoPlugin;

/// <summary>The plugin speaks a protocol, or a version of one, that this host does not.</summary>
/// <param name="message">What does not fit, on both sides.</param>
/// <param name="failure">What is known about the plugin.</param>
/// <param name="hostSpeaks">What the host accepts.</param>
/// <param name="pluginSpeaks">What the plugin answered.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class PluginProtocolException(
    string message,
    PluginFailure failure,
    string hostSpeaks,
    string pluginSpeaks,
    Exception? innerException = null)
    : PluginException(message, failure, innerException)
{
    /// <summary>What the host accepts, such as <c>1, 2</c> for the versions of the application's protocol.</summary>
    public string HostSpeaks { get; } = hostSpeaks;

    /// <summary>What the plugin answered, such as <c>3</c>.</summary>
    public string PluginSpeaks { get; } = pluginSpeaks;
}
