using P5.GoPlugin;
using P5.Proto.V0;

namespace P5.Host.Plugins;

/// <summary>What a p5 host and its plugins agree on.</summary>
internal static class PluginContract
{
    /// <summary>p5's magic cookie and the one application protocol there is.</summary>
    public static HandshakeConfig Handshake { get; } = new("P5_PLUGIN", "v0", [1]);

    /// <summary>The work of an authentication plugin.</summary>
    public static GrpcMethod<AuthenticateRequest, AuthenticateResponse> Authenticate { get; } =
        new("p5.plugin.v0.AuthPlugin", "Authenticate", AuthenticateResponse.Parser);
}
