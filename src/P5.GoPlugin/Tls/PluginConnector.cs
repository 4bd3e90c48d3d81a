using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace P5.GoPlugin;

/// <summary>Opens connections to one plugin. They are encrypted if the plugin announced a certificate.</summary>
/// <param name="address">The plugin's address.</param>
/// <param name="hostCertificate">The host's certificate for AutoMTLS, or null if AutoMTLS was not offered.</param>
/// <param name="pluginCertificate">
/// The DER of the certificate that the plugin announced, or null for plain text.
/// </param>
/// <param name="timeProvider">The clock, for the time in which the plugin's certificate is valid.</param>
internal sealed class PluginConnector(
    PluginAddress address,
    X509Certificate2? hostCertificate,
    byte[]? pluginCertificate,
    TimeProvider timeProvider) : IDisposable
{
    private volatile int _losses;
    private volatile bool _isLost;

    /// <summary>How many connections the plugin or the operating system has ended, or has not opened.</summary>
    internal int Losses => _losses;

    /// <summary>
    /// Whether the last connection was lost and none was opened since. Its requests may not have failed yet.
    /// </summary>
    internal bool IsLost => _isLost;

    internal bool IsSecure => pluginCertificate is not null;

    internal PluginAddress Address => address;

    /// <exception cref="System.Net.Sockets.SocketException">Nothing is listening there.</exception>
    /// <exception cref="CertificateException">The announced certificate is not valid now.</exception>
    /// <exception cref="AuthenticationException">
    /// The server did not present the announced certificate, or rejected the host's.
    /// </exception>
    /// <exception cref="IOException">The server closed the connection.</exception>
    internal async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            CheckCertificate();
            Stream plain = new WatchedStream(
                await address.ConnectAsync(cancellationToken).ConfigureAwait(false), CountLoss);
            _isLost = false;
            return IsSecure ? await SecureAsync(plain, cancellationToken).ConfigureAwait(false) : plain;
        }
        catch
        {
            CountLoss();
            throw;
        }
    }

    /// <summary>Releases the certificate. The connections belong to the callers that opened them.</summary>
    public void Dispose() => hostCertificate?.Dispose();

    private void CountLoss()
    {
        _isLost = true;
        Interlocked.Increment(ref _losses);
    }

    private void CheckCertificate()
    {
        if (pluginCertificate is not null
            && OneTimeCertificate.FindProblem(pluginCertificate, timeProvider.GetUtcNow()) is { } problem)
        {
            throw new CertificateException($"the certificate that the plugin announced {problem}");
        }
    }

    private async Task<SslStream> SecureAsync(Stream plain, CancellationToken cancellationToken)
    {
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

    private SslClientAuthenticationOptions TlsOptions() => new()
    {
        TargetHost = OneTimeCertificate.HostName,
        EnabledSslProtocols = OneTimeCertificate.TlsVersions,
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        ClientCertificateContext = hostCertificate is null
            ? null
            : SslStreamCertificateContext.Create(hostCertificate, additionalCertificates: null, offline: true),

        RemoteCertificateValidationCallback = (_, presented, _, _) =>
            OneTimeCertificate.IsExpected(presented, pluginCertificate),
    };
}

/// <summary>The certificate that the plugin announced cannot be read, or is not valid now.</summary>
/// <param name="message">What is wrong with it.</param>
internal sealed class CertificateException(string message) : AuthenticationException(message);
