using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace P5.Plugin.Tests;

/// <summary>The host's side of AutoMTLS: its own certificate, and trust in exactly the plugin's.</summary>
internal sealed class TestTls : IDisposable
{
    private readonly X509Certificate2 _certificate;

    /// <param name="age">How long ago the host's certificate, which is valid for a day, was created.</param>
    public TestTls(TimeSpan age = default)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow() - age;
        _certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddDays(1));
    }

    public string Pem => _certificate.ExportCertificatePem();

    public SslClientAuthenticationOptions Options => new()
    {
        TargetHost = "localhost",
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        ClientCertificates = SendsCertificate ? [_certificate] : null,
        LocalCertificateSelectionCallback = SendsCertificate ? (_, _, _, _, _) => _certificate : null,
        RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificate is not null && certificate.GetRawCertData().AsSpan().SequenceEqual(ServerCertificate),
    };

    public bool SendsCertificate { get; init; } = true;

    /// <summary>The DER certificate of the handshake.</summary>
    public byte[] ServerCertificate { get; set; } = [];

    /// <summary>Takes the certificate from the sixth field of a handshake.</summary>
    public void Trust(string field) =>
        ServerCertificate = Convert.FromBase64String(field.PadRight((field.Length + 3) / 4 * 4, '='));

    public void Dispose() => _certificate.Dispose();
}
