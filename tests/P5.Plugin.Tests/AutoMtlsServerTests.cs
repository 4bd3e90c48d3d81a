using Grpc.Core;

namespace P5.Plugin.Tests;

/// <summary>Which clients a plugin accepts under AutoMTLS.</summary>
public sealed class AutoMtlsServerTests
{
    public AutoMtlsServerTests() => Assert.SkipWhen(Wine.IsRunning, Wine.HasNoKeys);

    [Fact]
    public async Task Connect_AnnouncedCertificate_IsServed()
    {
        using var tls = new TestTls();
        await using PluginProcess plugin = await StartAsync(tls);
        tls.Trust(plugin.Handshake[5]);
        using PluginConnection client = plugin.Connect(tls);

        (await client.AuthenticateAsync()).Success.ShouldBeTrue();
    }

    [Fact]
    public async Task Connect_OtherCertificate_IsRefused()
    {
        using var tls = new TestTls();
        using var stranger = new TestTls();
        await using PluginProcess plugin = await StartAsync(tls);
        stranger.Trust(plugin.Handshake[5]);
        using PluginConnection client = plugin.Connect(stranger);

        await ShouldBeRefusedAsync(client);
    }

    [Fact]
    public async Task Connect_ExpiredCertificate_IsRefused()
    {
        using var tls = new TestTls(age: TimeSpan.FromDays(2));
        await using PluginProcess plugin = await StartAsync(tls);
        tls.Trust(plugin.Handshake[5]);
        using PluginConnection client = plugin.Connect(tls);

        await ShouldBeRefusedAsync(client);
    }

    [Fact]
    public async Task Connect_NoCertificate_IsRefused()
    {
        using var tls = new TestTls();
        using var stranger = new TestTls { SendsCertificate = false };
        await using PluginProcess plugin = await StartAsync(tls);
        stranger.Trust(plugin.Handshake[5]);
        using PluginConnection client = plugin.Connect(stranger);

        await ShouldBeRefusedAsync(client);
    }

    [Fact]
    public async Task Connect_Plaintext_IsRefused()
    {
        using var tls = new TestTls();
        await using PluginProcess plugin = await StartAsync(tls);
        using PluginConnection client = plugin.Connect();

        await ShouldBeRefusedAsync(client);
    }

    /// <summary>
    /// With TLS 1.3, the client learns that its certificate was refused when the connection ends, before or after it
    /// has sent the request.
    /// </summary>
    private static async Task ShouldBeRefusedAsync(PluginConnection client) =>
        (await Should.ThrowAsync<RpcException>(client.AuthenticateAsync())).StatusCode
            .ShouldBeOneOf(StatusCode.Unavailable, StatusCode.Internal);

    private static Task<PluginProcess> StartAsync(TestTls tls) => PluginProcess.StartAsync(
        Programs.DevEnv, new Dictionary<string, string> { ["PLUGIN_CLIENT_CERT"] = tls.Pem });
}
