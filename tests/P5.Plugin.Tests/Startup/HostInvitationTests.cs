using P5.Plugin.Modes;
using P5.Plugin.Startup;

namespace P5.Plugin.Tests.Startup;

public sealed class HostInvitationTests
{
    [Fact]
    public void Read_OnlyTheCookie_HasDefaults() =>
        Read(("P5_PLUGIN", "v0")).ShouldBe(new HostInvitation(null, Path.GetTempPath(), 0, 0));

    [Fact]
    public void Read_EverythingSet_IsTaken() =>
        Read(
            ("P5_PLUGIN", "v0"),
            ("PLUGIN_PROTOCOL_VERSIONS", "2,1"),
            ("PLUGIN_CLIENT_CERT", "PEM"),
            ("PLUGIN_UNIX_SOCKET_DIR", "/run/p5"),
            ("PLUGIN_MIN_PORT", "10000"),
            ("PLUGIN_MAX_PORT", "25000"))
            .ShouldBe(new HostInvitation("PEM", "/run/p5", 10000, 25000));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("V0")]
    [InlineData("v1")]
    public void Read_NoCookie_IsRunByHand(string? cookie) =>
        Should.Throw<PluginRefusedException>(() => Read(("P5_PLUGIN", cookie)))
            .Message.ShouldContain("not meant to be run by hand");

    [Fact]
    public void Read_DebugArgumentWithoutCookie_IsForDebugging()
    {
        HostInvitation invitation = HostInvitation.Read(_ => null, ["--verbose", "--p5-debug"]);

        invitation.Mode.ShouldBeOfType<DebugMode>();
        invitation.ClientCertificate.ShouldBeNull();
        invitation.SocketDirectory.ShouldBe(Path.GetTempPath());
    }

    // Hosts pass the arguments of p5.toml; a debug session would keep them waiting for a handshake.
    [Fact]
    public void Read_DebugArgumentFromAHost_IsServedAsEver() =>
        HostInvitation.Read(name => name == "P5_PLUGIN" ? "v0" : null, ["--p5-debug"]).Mode.ShouldBeOfType<HostedMode>();

    [Theory]
    [InlineData("2")]
    [InlineData("10,11")]
    public void Read_NoVersionInCommon_IsRefused(string versions) =>
        Should.Throw<PluginRefusedException>(() => Read(("P5_PLUGIN", "v0"), ("PLUGIN_PROTOCOL_VERSIONS", versions)))
            .Message.ShouldContain(versions);

    [Theory]
    [InlineData("ten")]
    [InlineData("-1")]
    [InlineData("65536")]
    public void Read_MalformedPort_IsRefused(string port) =>
        Should.Throw<PluginRefusedException>(() => Read(("P5_PLUGIN", "v0"), ("PLUGIN_MIN_PORT", port)))
            .Message.ShouldContain($"PLUGIN_MIN_PORT to '{port}'");

    private static HostInvitation Read(params (string Name, string? Value)[] variables) =>
        HostInvitation.Read(name => variables.FirstOrDefault(v => v.Name == name).Value, []);
}
