using System.Security.Cryptography.X509Certificates;

namespace P5.Plugin.Tests;

public sealed class AutoMtlsTests
{
    [Theory]
    [InlineData("not a certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public async Task CreateAsync_NoCertificate_IsRefused(string pem) =>
        (await Should.ThrowAsync<PluginRefusedException>(AutoMtls.CreateAsync(pem, TimeProvider.System.GetUtcNow())))
            .Message.ShouldContain("PLUGIN_CLIENT_CERT");

    [Fact]
    public async Task CreateAsync_Certificate_IsForLocalhostAndForServers()
    {
        using var tls = new TestTls();
        using AutoMtls mtls = await AutoMtls.CreateAsync(tls.Pem, TimeProvider.System.GetUtcNow());

        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(mtls.ServerCertificate);

        certificate.MatchesHostname("localhost").ShouldBeTrue();
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single()
            .EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>().Select(o => o.Value)
            .ShouldBe(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
    }
}
