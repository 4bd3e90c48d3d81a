using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace P5.Testing;

/// <summary>Certificates for tests, which sign themselves.</summary>
public static class TestCertificate
{
    /// <summary>Creates one with an RSA key, for servers on loopback and for clients.</summary>
    /// <param name="expiresAt">When it expires; null for tomorrow.</param>
    public static X509Certificate2 Create(DateTimeOffset? expiresAt = null)
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset end = expiresAt ?? DateTimeOffset.UtcNow.AddDays(1);
        return request.CreateSelfSigned(end.AddDays(-2), end);
    }
}
