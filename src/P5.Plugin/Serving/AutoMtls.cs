using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace P5.Plugin;

/// <summary>
/// The plugin's side of go-plugin's AutoMTLS: presents a one-time certificate, and accepts only the client with the
/// certificate that the host announced.
/// </summary>
internal sealed class AutoMtls : IDisposable
{
    private readonly X509Certificate2 _serverCertificate;
    private readonly byte[] _clientCertificate;
    private readonly TimeProvider _timeProvider;

    private AutoMtls(X509Certificate2 serverCertificate, byte[] clientCertificate, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _serverCertificate = serverCertificate;
        _clientCertificate = clientCertificate;
        Options = Task.Run(CreateOptions);
    }

    /// <summary>
    /// TLS 1.2 or later for the pinned client only. Creating the options is slow, because the framework reads the
    /// system's trusted certificates; the handshake does not wait for them.
    /// </summary>
    public Task<SslServerAuthenticationOptions> Options { get; }

    /// <summary>The server's certificate as DER, for the handshake.</summary>
    public byte[] ServerCertificate => _serverCertificate.RawData;

    /// <summary>
    /// Creates the server's certificate on another thread, concurrently with the start of the server.
    /// </summary>
    /// <param name="clientCertificate">The host's certificate as PEM.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="PluginRefusedException">
    /// The host's certificate cannot be read, or the operating system cannot create the plugin's own.
    /// </exception>
    public static Task<AutoMtls> CreateAsync(string clientCertificate, TimeProvider timeProvider) =>
        Task.Run(() => Create(clientCertificate, timeProvider));

    /// <inheritdoc/>
    public void Dispose() => _serverCertificate.Dispose();

    private static AutoMtls Create(string clientCertificate, TimeProvider timeProvider)
    {
        byte[] client = ReadPem(clientCertificate);
        try
        {
            return new(OneTimeCertificate.Create(timeProvider.GetUtcNow()), client, timeProvider);
        }
        catch (CryptographicException e)
        {
            throw new PluginRefusedException(
                $"The plugin's certificate for its encrypted connection (AutoMTLS) cannot be created: {e.Message} "
                + "Check the operating system's cryptography and, on Windows, the user's profile.");
        }
    }

    private static byte[] ReadPem(string clientCertificate)
    {
        try
        {
            using var client = X509Certificate2.CreateFromPem(clientCertificate);
            return client.RawData;
        }
        catch (CryptographicException e)
        {
            throw new PluginRefusedException(
                $"PLUGIN_CLIENT_CERT, which the host set, is not a PEM certificate: {e.Message}");
        }
    }

    private SslServerAuthenticationOptions CreateOptions() => new()
    {
        // Offline: the certificate is self-signed, so there is no issuer to download.
        ServerCertificateContext = SslStreamCertificateContext.Create(
            _serverCertificate, additionalCertificates: null, offline: true),
        EnabledSslProtocols = OneTimeCertificate.TlsVersions,
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        ClientCertificateRequired = true,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, presented, _, _) =>
            OneTimeCertificate.IsExpected(presented, _clientCertificate)
            && OneTimeCertificate.FindProblem(_clientCertificate, _timeProvider.GetUtcNow()) is null,
    };
}
