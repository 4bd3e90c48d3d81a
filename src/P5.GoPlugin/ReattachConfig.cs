namespace P5.GoPlugin;

/// <summary>
/// The address of a plugin that another program started, such as a debugger. The host connects to it and never ends it.
/// </summary>
/// <param name="Protocol">The plugin's protocol. This library supports <c>grpc</c>.</param>
/// <param name="Network"><c>unix</c> or <c>tcp</c>.</param>
/// <param name="Address">The socket's full path, or host and port on this machine's loopback.</param>
/// <param name="ProcessId">The plugin's process, for messages.</param>
/// <param name="ProtocolVersion">
/// The version of the application's protocol; null if it is not stated, which means the host's highest.
/// </param>
public sealed record ReattachConfig(
    string Protocol, string Network, string Address, int ProcessId, int? ProtocolVersion)
{
    /// <summary>
    /// Parses JSON in Terraform's format: an object with one member per plugin, whose value has <c>Protocol</c>,
    /// <c>ProtocolVersion</c>, <c>Pid</c> and <c>Addr</c> (<c>Network</c> and <c>String</c>). <c>Test</c> and unknown
    /// keys are ignored.
    /// </summary>
    /// <param name="json">The JSON.</param>
    /// <returns>The plugins by name; names are case-sensitive.</returns>
    /// <exception cref="FormatException">
    /// The JSON is invalid. The message states where, and what is expected.
    /// </exception>
    public static IReadOnlyDictionary<string, ReattachConfig> Parse(string json) => ReattachJson.Parse(json);

    /// <exception cref="ArgumentException">The protocol, the network or the address is null.</exception>
    internal void Validate()
    {
        Require(Protocol, nameof(Protocol));
        Require(Network, nameof(Network));
        Require(Address, nameof(Address));
    }

    private static void Require(string? value, string name)
    {
        if (value is null)
        {
            throw new ArgumentException($"The {name} of the plugin to attach to is null. Set it.", name);
        }
    }
}
