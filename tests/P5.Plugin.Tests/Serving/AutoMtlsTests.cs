using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace P5.Plugin.Tests;

public sealed class AutoMtlsTests
{
    [Theory]
    [InlineData("not a certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public async Task CreateAsync_NoCertificate_IsRefused(string pem) =>
        (await Should.ThrowAsync<PluginRefusedException>(AutoMtls.CreateAsync(pem, TimeProvider.System)))
            .Message.ShouldContain("PLUGIN_CLIENT_CERT");

    [Fact]
    public async Task CreateAsync_CryptographyFails_NamesTheReasonAndTheNextStep()
    {
        Assert.SkipWhen(Wine.IsRunning, Wine.HasNoKeys);
        using var tls = new TestTls();
        var time = new ThrowingTime(new CryptographicException("Unknown error (0x80090029)"));

        (await Should.ThrowAsync<PluginRefusedException>(AutoMtls.CreateAsync(tls.Pem, time))).Message.ShouldBe(
            "The plugin's certificate for its encrypted connection (AutoMTLS) cannot be created: "
            + "Unknown error (0x80090029) "
            + "Check the operating system's cryptography and, on Windows, the user's profile.");
    }

    [Fact]
    public async Task CreateAsync_Certificate_IsForLocalhostAndForServers()
    {
        Assert.SkipWhen(Wine.IsRunning, Wine.HasNoKeys);
        using var tls = new TestTls();
        using AutoMtls mtls = await AutoMtls.CreateAsync(tls.Pem, TimeProvider.System);

        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(mtls.ServerCertificate);

        certificate.MatchesHostname("localhost").ShouldBeTrue();
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single()
            .EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>().Select(o => o.Value)
            .ShouldBe(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
    }
}
