namespace P5.Plugin.Tests;

public sealed class HostInvitationTests
{
    [Fact]
    public void Read_OnlyTheCookie_HasDefaults() =>
        Read(("P5_PLUGIN", "v0")).ShouldBe(new HostInvitation(1, null, Path.GetTempPath(), 0, 0));

    [Fact]
    public void Read_EverythingSet_IsTaken() =>
        Read(
            ("P5_PLUGIN", "v0"),
            ("PLUGIN_PROTOCOL_VERSIONS", "2,1"),
            ("PLUGIN_CLIENT_CERT", "PEM"),
            ("PLUGIN_UNIX_SOCKET_DIR", "/run/p5"),
            ("PLUGIN_MIN_PORT", "10000"),
            ("PLUGIN_MAX_PORT", "25000"))
            .ShouldBe(new HostInvitation(1, "PEM", "/run/p5", 10000, 25000));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("V0")]
    [InlineData("v1")]
    public void Read_NoCookie_IsRunByHand(string? cookie) =>
        Should.Throw<PluginRefusedException>(() => Read(("P5_PLUGIN", cookie)))
            .Message.ShouldContain("not meant to be run directly");

    [Fact]
    public void Read_DebugArgumentWithoutCookie_IsForDebugging()
    {
        HostInvitation invitation = HostInvitation.Read(_ => null, ["--verbose", "--p5-debug"], handshake: null);

        invitation.Mode.ShouldBeOfType<DebugMode>();
        invitation.ClientCertificate.ShouldBeNull();
        invitation.SocketDirectory.ShouldBe(Path.GetTempPath());
    }

    // Hosts pass the arguments of p5.toml; a debug session would keep them waiting for a handshake.
    [Fact]
    public void Read_DebugArgumentFromAHost_IsServedAsEver()
    {
        HostInvitation invitation = HostInvitation.Read(
            name => name == "P5_PLUGIN" ? "v0" : null, ["--p5-debug"], handshake: null);

        invitation.Mode.ShouldBeOfType<HostedMode>();
    }

    [Theory]
    [InlineData("2")]
    [InlineData("10,11")]
    public void Read_NoVersionInCommon_IsRefused(string versions) =>
        Should.Throw<PluginRefusedException>(() => Read(("P5_PLUGIN", "v0"), ("PLUGIN_PROTOCOL_VERSIONS", versions)))
            .Message.ShouldContain(versions);

    // The highest in common; the lowest for a host that is older than the list.
    [Theory]
    [InlineData("1,2,3", 3)]
    [InlineData("2,1", 2)]
    [InlineData("4,1,30", 1)]
    [InlineData("", 1)]
    [InlineData(null, 1)]
    public void Read_HandshakeOfItsOwn_ChoosesTheVersion(string? versions, int expected) =>
        ReadOwn(("KV_PLUGIN", "hello"), ("PLUGIN_PROTOCOL_VERSIONS", versions)).ProtocolVersion.ShouldBe(expected);

    [Fact]
    public void Read_HandshakeOfItsOwnNoVersionInCommon_IsRefused()
    {
        string message = Should.Throw<PluginRefusedException>(
            () => ReadOwn(("KV_PLUGIN", "hello"), ("PLUGIN_PROTOCOL_VERSIONS", "4"))).Message;

        message.ShouldStartWith(
            "This plugin supports protocol version 1,3,2, but the host that started it supports only 4.");
    }

    [Theory]
    [InlineData("P5_PLUGIN", "v0")]
    [InlineData("KV_PLUGIN", "")]
    public void Read_HandshakeOfItsOwnWithoutItsCookie_IsRunByHand(string name, string value)
    {
        string message = Should.Throw<PluginRefusedException>(() => ReadOwn((name, value))).Message;

        message.ShouldContain("not meant to be run directly");
        message.ShouldNotContain("p5.toml");
    }

    [Theory]
    [InlineData("ten")]
    [InlineData("-1")]
    [InlineData("65536")]
    public void Read_MalformedPort_IsRefused(string port) =>
        Should.Throw<PluginRefusedException>(() => Read(("P5_PLUGIN", "v0"), ("PLUGIN_MIN_PORT", port)))
            .Message.ShouldContain($"PLUGIN_MIN_PORT, which the host set, is '{port}'");

    private static HostInvitation ReadOwn(params (string Name, string? Value)[] variables) => HostInvitation.Read(
        name => variables.FirstOrDefault(v => v.Name == name).Value,
        [],
        new HandshakeConfig("KV_PLUGIN", "hello", [1, 3, 2]));

    private static HostInvitation Read(params (string Name, string? Value)[] variables) =>
        HostInvitation.Read(name => variables.FirstOrDefault(v => v.Name == name).Value, [], handshake: null);
}
