namespace P5.GoPlugin.Tests;

public sealed class PluginEnvironmentTests
{
    private static readonly PluginClientOptions s_options = new()
    {
        Command = "x",
        Handshake = new HandshakeConfig("COOKIE", "crumb", [1, 2]),
        Environment = new Dictionary<string, string?>
        {
            ["ADDED"] = "yes",
            ["EMPTY"] = "",
            ["HOME"] = null,
            ["COOKIE"] = "forged",
        },
    };

    [Fact]
    public void Apply_HostEnvironment_GainsWhatThePluginNeeds()
    {
        var environment = new Dictionary<string, string?> { ["HOME"] = "/home/me", ["KEPT"] = "kept" };

        PluginEnvironment.Apply(environment, s_options, "/sockets", clientCertificatePem: null);

        environment.ShouldBe(
            new Dictionary<string, string?>
            {
                ["KEPT"] = "kept",
                ["ADDED"] = "yes",
                ["EMPTY"] = "",
                ["COOKIE"] = "crumb",
                ["PLUGIN_PROTOCOL_VERSIONS"] = "1,2",
                ["PLUGIN_MIN_PORT"] = "10000",
                ["PLUGIN_MAX_PORT"] = "25000",
                ["PLUGIN_UNIX_SOCKET_DIR"] = "/sockets",
            },
            ignoreOrder: true);
    }

    [Fact]
    public void Apply_WithoutTheHostsEnvironment_LeavesNothingOfIt()
    {
        var environment = new Dictionary<string, string?> { ["KEPT"] = "kept" };

        PluginEnvironment.Apply(
            environment, s_options with { InheritsEnvironment = false }, "/sockets", clientCertificatePem: null);

        environment.ShouldNotContainKey("KEPT");
        environment["ADDED"].ShouldBe("yes");
        environment["COOKIE"].ShouldBe("crumb");
    }

    [Fact]
    public void Apply_Mtls_AddsTheCertificate()
    {
        var environment = new Dictionary<string, string?>();

        PluginEnvironment.Apply(environment, s_options, "/sockets", "PEM");

        environment["PLUGIN_CLIENT_CERT"].ShouldBe("PEM");
    }

    // A host that is a plugin itself has these from its own host; they are not meant for its plugins.
    [Theory]
    [InlineData("PLUGIN_CLIENT_CERT")]
    [InlineData("PLUGIN_MULTIPLEX_GRPC")]
    [InlineData("PLUGIN_UNIX_SOCKET_GROUP")]
    public void Apply_InheritedProtocolVariable_IsRemoved(string name)
    {
        var environment = new Dictionary<string, string?> { [name] = "from another host" };

        PluginEnvironment.Apply(environment, s_options, "/sockets", clientCertificatePem: null);

        environment.ShouldNotContainKey(name);
    }
}
