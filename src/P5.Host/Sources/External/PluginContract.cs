using P5.GoPlugin;

namespace P5.Host;

/// <summary>What a p5 host and its plugins agree on.</summary>
internal static class PluginContract
{
    /// <summary>p5's magic cookie and the one application protocol there is.</summary>
    public static HandshakeConfig Handshake { get; } = new("P5_PLUGIN", "v0", [1]);
}
