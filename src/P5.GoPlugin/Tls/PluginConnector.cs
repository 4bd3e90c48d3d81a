using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace P5.GoPlugin;

/// <summary>Opens connections to one plugin, encrypted where the plugin announced a certificate.</summary>
/// <param name="address">Where it listens.</param>
/// <param name="hostCertificate">The host's side of AutoMTLS, or null where it was not offered.</param>
/// <param name="pluginCertificate">The DER of the one certificate that the plugin may show, or null for plain text.</param>
internal sealed class PluginConnector(
    PluginAddress address, X509Certificate2? hostCertificate, byte[]? pluginCertificate) : IDisposable
{
    internal bool IsSecure => pluginCertificate is not null;

    internal PluginAddress Address => address;

    /// <exception cref="System.Net.Sockets.SocketException">Nobody listens there.</exception>
    /// <exception cref="AuthenticationException">The other side is not the plugin, or does not take the host's certificate.</exception>
    /// <exception cref="IOException">The other side closed the connection.</exception>
    internal async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        Stream plain = await address.ConnectAsync(cancellationToken).ConfigureAwait(false);
        if (!IsSecure)
        {
            return plain;
        }

        var secure = new SslStream(plain, leaveInnerStreamOpen: false);
        try
        {
            await secure.AuthenticateAsClientAsync(TlsOptions(), cancellationToken).ConfigureAwait(false);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Connections that it opened are their owners'.</summary>
    public void Dispose() => hostCertificate?.Dispose();

    private SslClientAuthenticationOptions TlsOptions() => new()
    {
        TargetHost = "localhost",
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        ClientCertificateContext = hostCertificate is null
            ? null
            : SslStreamCertificateContext.Create(hostCertificate, additionalCertificates: null, offline: true),

        // Not a chain to build: the handshake named the one certificate, byte for byte.
        RemoteCertificateValidationCallback = (_, shown, _, _) =>
            shown is not null && CryptographicOperations.FixedTimeEquals(shown.GetRawCertData(), pluginCertificate),
    };
}
