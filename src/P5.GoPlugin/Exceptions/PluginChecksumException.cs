namespace P5.GoPlugin;

/// <summary>The plugin's file is not the one that its checksum names; it was not started.</summary>
/// <param name="message">Both checksums, and the file.</param>
/// <param name="failure">What is known about the plugin.</param>
/// <param name="expected">The SHA-256 that was asked for.</param>
/// <param name="actual">The file's SHA-256.</param>
public sealed class PluginChecksumException(string message, PluginFailure failure, string expected, string actual)
    : PluginException(message, failure, innerException: null)
{
    /// <summary>The SHA-256 that was asked for, in lower-case hexadecimal digits.</summary>
    public string Expected { get; } = expected;

    /// <summary>The file's SHA-256, in lower-case hexadecimal digits.</summary>
    public string Actual { get; } = actual;
}
