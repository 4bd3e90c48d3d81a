namespace P5.GoPlugin;

/// <summary>
/// Where a plugin runs that somebody else started, such as a debugger. The host connects to it and never ends it.
/// </summary>
/// <param name="Protocol">What it speaks; hosts of this library speak <c>grpc</c>.</param>
/// <param name="Network"><c>unix</c> or <c>tcp</c>.</param>
/// <param name="Address">The socket's full path, or host and port on this machine's loopback.</param>
/// <param name="ProcessId">Its process, to be shown to people.</param>
/// <param name="ProtocolVersion">
/// The version of the application's protocol; null where it does not say, which is taken for the host's highest.
/// </param>
public sealed record ReattachConfig(
    string Protocol, string Network, string Address, int ProcessId, int? ProtocolVersion)
{
    /// <summary>
    /// Reads the JSON that Terraform made common: an object that gives each plugin's <c>Protocol</c>,
    /// <c>ProtocolVersion</c>, <c>Pid</c> and <c>Addr</c> (<c>Network</c> and <c>String</c>) under its name.
    /// <c>Test</c> and unknown keys are passed over.
    /// </summary>
    /// <param name="json">The text.</param>
    /// <returns>The plugins by name; upper and lower case differ.</returns>
    /// <exception cref="FormatException">The text is no such JSON. The message says where and what is expected.</exception>
    public static IReadOnlyDictionary<string, ReattachConfig> Parse(string json) => ReattachJson.Parse(json);
}
