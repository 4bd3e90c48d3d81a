using System.Security.Cryptography.X509Certificates;

namespace P5.GoPlugin.Tests;

public sealed class OneTimeCertificateTests
{
    public OneTimeCertificateTests() => Assert.SkipWhen(Wine.IsRunning, Wine.HasNoKeys);

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

    [Theory]
    [InlineData(-6, "is valid only from 2030-01-01 11:55:00 UTC")]
    [InlineData(-5, null)]
    [InlineData(0, null)]
    [InlineData(10 * 525_600, null)]
    [InlineData(10 * 527_040 + 1, "expired at 2040-01-01 12:00:00 UTC")]
    public void FindProblem_MinutesAfterTheCreation_IsOneOutsideTheCertificatesTime(int minutes, string? problem)
    {
        var created = new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
        using X509Certificate2 certificate = OneTimeCertificate.Create(created);

        OneTimeCertificate.FindProblem(certificate.RawData, created.AddMinutes(minutes)).ShouldBe(problem);
    }

    [Fact]
    public void FindProblem_NoCertificate_IsOne() =>
        OneTimeCertificate.FindProblem([1, 2, 3], TimeProvider.System.GetUtcNow())
            .ShouldNotBeNull().ShouldStartWith("cannot be read: ");

    [Fact]
    public void Create_Twice_GivesTwoKeys()
    {
        using X509Certificate2 first = OneTimeCertificate.Create(TimeProvider.System.GetUtcNow());
        using X509Certificate2 second = OneTimeCertificate.Create(TimeProvider.System.GetUtcNow());

        first.GetPublicKeyString().ShouldNotBe(second.GetPublicKeyString());
    }
}
