using System.Globalization;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace P5;

/// <summary>
/// The certificates of go-plugin's AutoMTLS: each side creates one for one connection and trusts exactly the other
/// side's. Compiled into the host's and the plugin's library.
/// </summary>
internal static class OneTimeCertificate
{
    public const SslProtocols TlsVersions = SslProtocols.Tls12 | SslProtocols.Tls13;

    public const string HostName = "localhost";

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Go's library creates certificates for 30 years; no plugin runs for ten.</summary>
    private const int LifetimeYears = 10;

    /// <summary>The clock may be set back while the plugin runs. The key never leaves this process.</summary>
    private const int MarginMinutes = 5;

    public static X509Certificate2 Create(DateTimeOffset now)
    {
        // Every TLS library supports P-256, and creating its key takes well under a millisecond.
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={HostName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(HostName);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyAgreement | X509KeyUsageFlags.KeyCertSign,
            critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid(ServerAuthentication), new Oid(ClientAuthentication)], critical: false));

        X509Certificate2 certificate =
            request.CreateSelfSigned(now.AddMinutes(-MarginMinutes), now.AddYears(LifetimeYears));
        if (OperatingSystem.IsLinux())
        {
            return certificate;
        }

        // The TLS of Windows and macOS cannot use a key that exists only in memory; an import stores it where they can.
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        }
    }

    /// <summary>
    /// Describes why a certificate is not valid now, as the rest of a sentence. Go's TLS checks the same. Both sides
    /// have the same clock, and a certificate is created for one start of a plugin: a tolerance is not needed.
    /// </summary>
    /// <param name="certificate">The certificate's DER.</param>
    /// <param name="now">The time.</param>
    /// <returns>The problem, or null if there is none.</returns>
    public static string? FindProblem(ReadOnlySpan<byte> certificate, DateTimeOffset now)
    {
        try
        {
            using X509Certificate2 loaded = X509CertificateLoader.LoadCertificate(certificate);
            return now < loaded.NotBefore.ToUniversalTime() ? $"is valid only from {Format(loaded.NotBefore)}"
                : now > loaded.NotAfter.ToUniversalTime() ? $"expired at {Format(loaded.NotAfter)}"
                : null;
        }
        catch (CryptographicException exception)
        {
            return $"cannot be read: {exception.Message.TrimEnd('.')}";
        }
    }

    /// <summary>
    /// Whether the other side presented exactly the expected certificate. Its issuer does not matter.
    /// </summary>
    public static bool IsExpected(X509Certificate? presented, ReadOnlySpan<byte> expected) =>
        presented is not null && CryptographicOperations.FixedTimeEquals(presented.GetRawCertData(), expected);

    private static string Format(DateTime time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
