namespace P5.Plugin.Startup;

/// <summary>Where the plugin listens, in the handshake's words.</summary>
/// <param name="Network"><c>unix</c> or <c>tcp</c>.</param>
/// <param name="Address">The socket's path, or <c>127.0.0.1:port</c>.</param>
internal sealed record ListenAddress(string Network, string Address);
