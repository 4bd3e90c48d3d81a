using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace P5.Plugin.Startup;

/// <summary>
/// go-plugin's AutoMTLS, the plugin's side: a one-time certificate of its own, and no client but the one that has
/// the certificate which the host announced.
/// </summary>
internal sealed class AutoMtls : IDisposable
{
    private const string HostName = "localhost";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _serverCertificate;
    private readonly byte[] _clientCertificate;

    private AutoMtls(X509Certificate2 serverCertificate, byte[] clientCertificate)
    {
        _serverCertificate = serverCertificate;
        _clientCertificate = clientCertificate;
        Options = Task.Run(CreateOptions);
    }

    /// <summary>
    /// How connections are served: TLS 1.2 or later, and only to the pinned client. It takes a while, as the framework
    /// reads all that the system trusts for it; the handshake need not wait.
    /// </summary>
    public Task<SslServerAuthenticationOptions> Options { get; }

    /// <summary>The server's certificate as DER, for the handshake.</summary>
    public byte[] ServerCertificate => _serverCertificate.RawData;

    /// <summary>Makes the server's certificate and takes note of the client's, beside what else is to be started.</summary>
    /// <param name="clientCertificate">The host's certificate as PEM.</param>
    /// <param name="now">When the certificate starts to be valid.</param>
    /// <exception cref="PluginRefusedException">The host's certificate cannot be read.</exception>
    public static Task<AutoMtls> CreateAsync(string clientCertificate, DateTimeOffset now) =>
        Task.Run(() => Create(clientCertificate, now));

    /// <inheritdoc/>
    public void Dispose() => _serverCertificate.Dispose();

    private static AutoMtls Create(string clientCertificate, DateTimeOffset now)
    {
        try
        {
            using var client = X509Certificate2.CreateFromPem(clientCertificate);
            return new(CreateCertificate(now), client.RawData);
        }
        catch (CryptographicException e)
        {
            throw new PluginRefusedException(
                $"The host set PLUGIN_CLIENT_CERT to something that is no PEM certificate: {e.Message}");
        }
    }

    private SslServerAuthenticationOptions CreateOptions() => new()
    {
        // Offline: the one certificate is all there is to send, and nobody is asked for its issuer.
        ServerCertificateContext = SslStreamCertificateContext.Create(
            _serverCertificate, additionalCertificates: null, offline: true),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        ClientCertificateRequired = true,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        // The chain says nothing here: exactly this certificate is trusted, and no issuer.
        RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificate is not null && certificate.GetRawCertData().AsSpan().SequenceEqual(_clientCertificate),
    };

    private static X509Certificate2 CreateCertificate(DateTimeOffset now)
    {
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
            [new(ServerAuthentication), new(ClientAuthentication)], critical: false));

        // The margin is for a clock that is set back while the plugin runs; the key never leaves this process.
        X509Certificate2 certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddYears(10));
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        using (certificate)
        {
            // Windows' TLS cannot use a key that lives in memory only; an import gives it one that it can.
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        }
    }
}
