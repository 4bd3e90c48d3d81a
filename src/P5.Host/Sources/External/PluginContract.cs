using P5.GoPlugin;

namespace P5.Host;

internal static class PluginContract
{
    /// <summary>p5's magic cookie and its one application protocol.</summary>
    public static HandshakeConfig Handshake { get; } = new("P5_PLUGIN", "v0", [1]);
}
