using System.Security.Cryptography.X509Certificates;

namespace P5.GoPlugin.Tests;

public sealed class OneTimeCertificateTests
{
    // What Go's library asks of a client's certificate before it takes it as the root of its own trust.
    [Fact]
    public void Create_Certificate_IsItsOwnAuthorityForLocalhost()
    {
        using X509Certificate2 certificate = OneTimeCertificate.Create(TimeProvider.System.GetUtcNow());

        certificate.HasPrivateKey.ShouldBeTrue();
        certificate.Subject.ShouldBe("CN=localhost");
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority.ShouldBeTrue();
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateDnsNames()
            .ShouldBe(["localhost"]);
        certificate.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages.ShouldBe(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyAgreement | X509KeyUsageFlags.KeyCertSign);
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages
            .Cast<System.Security.Cryptography.Oid>().Select(oid => oid.Value)
            .ShouldBe(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
        certificate.NotBefore.ShouldBeLessThan(DateTime.Now);
    }

    [Fact]
    public void Create_Twice_GivesTwoKeys()
    {
        using X509Certificate2 first = OneTimeCertificate.Create(TimeProvider.System.GetUtcNow());
        using X509Certificate2 second = OneTimeCertificate.Create(TimeProvider.System.GetUtcNow());

        first.GetPublicKeyString().ShouldNotBe(second.GetPublicKeyString());
    }
}
