using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;

namespace P5.GoPlugin.Tests;

[Trait("Category", "Hostile")]
public sealed class MtlsTests
{
    public MtlsTests() => Assert.SkipWhen(Wine.IsRunning, Wine.HasNoKeys);

    [Fact]
    public async Task StartAsync_PluginWithAutoMtls_IsSpokenToEncrypted()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("mtls", options => options with { Mtls = MtlsMode.Always });

        await client.PingAsync();

        (await client.EchoAsync("secret")).Value.ShouldBe("secret");
    }

    [Fact]
    public async Task StartAsync_AlwaysAndPluginWithoutAutoMtls_IsRefused()
    {
        await using var plugin = new FaultyPlugin();

        var failure = await plugin.FailToStartAsync<PluginProtocolException>(
            "good", options => options with { Mtls = MtlsMode.Always });

        failure.PluginSpeaks.ShouldBe("plain text only");
        failure.Message.ShouldContain("does not encrypt its connection (AutoMTLS), but the host requires it");
        failure.RecommendedAction.ShouldContain("mtls");
    }

    [Fact]
    public async Task StartAsync_CryptographyFails_NamesTheReasonAndTheNextStep()
    {
        await using var plugin = new FaultyPlugin();
        var cause = new CryptographicException("Unknown error (0x80090029)");

        var failure = await plugin.FailToStartAsync<PluginStartException>(
            "mtls", options => options with { Mtls = MtlsMode.Always, TimeProvider = new ThrowingTime(cause) });

        failure.Message.ShouldBe(
            $"The plugin '{Programs.Faulty}' was not started: the certificate for its encrypted connection "
            + "(AutoMTLS) cannot be created: Unknown error (0x80090029)");
        failure.RecommendedAction.ShouldContain("set mtls to never");
        failure.InnerException.ShouldBe(cause);
        failure.ProcessId.ShouldBeNull();
    }

    [Fact]
    public async Task StartAsync_OtherCertificateThanAnnounced_IsRefused()
    {
        await using var plugin = new FaultyPlugin();

        var failure = await plugin.FailToStartAsync<PluginHandshakeException>(
            "wrong-certificate", options => options with { Mtls = MtlsMode.Always });

        failure.Message.ShouldContain("did not present the announced certificate");
        failure.RecommendedAction.ShouldContain("PLUGIN_CLIENT_CERT");
    }

    // As with Go's host: a pinned certificate is not trusted outside its time.
    [Theory]
    [InlineData("expired-certificate", "the certificate that the plugin announced expired at 20")]
    [InlineData("early-certificate", "the certificate that the plugin announced is valid only from 20")]
    public async Task StartAsync_CertificateOutsideItsTime_IsRefused(string mode, string problem)
    {
        await using var plugin = new FaultyPlugin();

        var failure = await plugin.FailToStartAsync<PluginHandshakeException>(
            mode, options => options with { Mtls = MtlsMode.Always });

        failure.Message.ShouldContain(problem);
        failure.RecommendedAction.ShouldContain("clock");
    }

    // The host's clock decides, also for a connection that is opened while the plugin runs.
    [Fact]
    public async Task StartAsync_HostsClockIsAhead_IsRefused()
    {
        await using var plugin = new FaultyPlugin();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddYears(1));

        var failure = await plugin.FailToStartAsync<PluginHandshakeException>(
            "mtls", options => options with { Mtls = MtlsMode.Always, TimeProvider = time });

        failure.Message.ShouldContain("expired at");
    }

    [Theory]
    [InlineData(MtlsMode.Auto)]
    [InlineData(MtlsMode.Never)]
    public async Task StartAsync_PluginWithoutAutoMtls_IsSpokenToInPlainText(MtlsMode mode)
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("good", options => options with { Mtls = mode });

        await client.PingAsync();
    }
}
