namespace P5.GoPlugin;

/// <summary>The plugin's command does not name a file that this user can execute.</summary>
/// <param name="message">What failed, and on what.</param>
/// <param name="failure">What is known about the plugin.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class PluginNotFoundException(string message, PluginFailure failure, Exception? innerException = null)
    : PluginException(message, failure, innerException);

/// <summary>The plugin's file does not have the expected checksum. It was not started.</summary>
/// <param name="message">The file and its checksum.</param>
/// <param name="failure">What is known about the plugin.</param>
/// <param name="expected">The expected SHA-256.</param>
/// <param name="actual">The file's SHA-256.</param>
public sealed class PluginChecksumException(string message, PluginFailure failure, string expected, string actual)
    : PluginException(message, failure, innerException: null)
{
    /// <summary>The expected SHA-256, in lower-case hexadecimal digits.</summary>
    public string Expected { get; } = expected;

    /// <summary>The file's SHA-256, in lower-case hexadecimal digits.</summary>
    public string Actual { get; } = actual;
}

/// <summary>The operating system could not start the plugin, or the plugin ended before its handshake.</summary>
/// <param name="message">What failed, and on what.</param>
/// <param name="failure">What is known about the plugin.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class PluginStartException(string message, PluginFailure failure, Exception? innerException = null)
    : PluginException(message, failure, innerException);

/// <summary>The plugin was not ready within the start timeout. Its processes were killed.</summary>
/// <param name="message">What failed, and on what.</param>
/// <param name="failure">What is known about the plugin.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class PluginStartTimeoutException(string message, PluginFailure failure, Exception? innerException = null)
    : PluginException(message, failure, innerException);

/// <summary>The plugin's first line is not a handshake, or the host cannot connect to the announced address.</summary>
/// <param name="message">What failed, and on what.</param>
/// <param name="failure">What is known about the plugin.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class PluginHandshakeException(string message, PluginFailure failure, Exception? innerException = null)
    : PluginException(message, failure, innerException);

/// <summary>The plugin uses a protocol, or a version of one, that this host does not support.</summary>
/// <param name="message">What does not fit, on both sides.</param>
/// <param name="failure">What is known about the plugin.</param>
/// <param name="hostSpeaks">What the host supports.</param>
/// <param name="pluginSpeaks">What the plugin announced.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class PluginProtocolException(
    string message,
    PluginFailure failure,
    string hostSpeaks,
    string pluginSpeaks,
    Exception? innerException = null)
    : PluginException(message, failure, innerException)
{
    /// <summary>What the host supports, such as <c>1, 2</c> for versions of the application's protocol.</summary>
    public string HostSpeaks { get; } = hostSpeaks;

    /// <summary>What the plugin announced, such as <c>3</c>.</summary>
    public string PluginSpeaks { get; } = pluginSpeaks;
}

/// <summary>The host cannot connect to a plugin that another program started.</summary>
/// <param name="message">What failed, and on what.</param>
/// <param name="failure">What is known about the plugin.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class PluginAttachException(string message, PluginFailure failure, Exception? innerException = null)
    : PluginException(message, failure, innerException);
