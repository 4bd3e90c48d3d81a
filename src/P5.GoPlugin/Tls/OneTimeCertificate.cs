using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace P5.GoPlugin;

/// <summary>AutoMTLS's certificate of the host: made for one plugin, trusted by it alone.</summary>
internal static class OneTimeCertificate
{
    private const string Host = "localhost";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Go's library makes its certificates for 30 years; no plugin runs for ten.</summary>
    private const int LifetimeYears = 10;

    internal static X509Certificate2 Create(TimeProvider timeProvider)
    {
        // P-256 is what every TLS library speaks, and its key is made in well under a millisecond.
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyAgreement | X509KeyUsageFlags.KeyCertSign,
            critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid(ServerAuthentication), new Oid(ClientAuthentication)], critical: false));

        DateTimeOffset now = timeProvider.GetUtcNow();
        X509Certificate2 certificate = request.CreateSelfSigned(now.AddMinutes(-1), now.AddYears(LifetimeYears));
        if (OperatingSystem.IsLinux())
        {
            return certificate;
        }

        // The TLS of Windows and macOS cannot use a key that is only in memory; importing it puts it where they can.
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        }
    }
}
