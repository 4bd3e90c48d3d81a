using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace P5.Sources;

/// <summary>How built-in sources send secrets over HTTP.</summary>
internal static class SourceHttp
{
    /// <summary>The longest answer, in bytes.</summary>
    public const int MaximumBytes = 1024 * 1024;

    /// <summary>The longest time for a connection.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The longest time for a request.</summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Creates a client without redirects, which would take a secret to another server. Without TLS, it uses no proxy,
    /// which would see the secret.
    /// </summary>
    /// <param name="address">The server.</param>
    /// <param name="configure">Changes how the connection is made; null for no change.</param>
    public static HttpClient CreateClient(Uri address, Action<SocketsHttpHandler>? configure = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = address.Scheme == Uri.UriSchemeHttps,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            ActivityHeadersPropagator = null,
        };
        configure?.Invoke(handler);
        return new HttpClient(handler)
        {
            Timeout = RequestTimeout,
            MaxResponseContentBufferSize = MaximumBytes,
        };
    }

    /// <summary>Trusts the given certificates in place of the system's.</summary>
    /// <param name="handler">What connects.</param>
    /// <param name="origin">The setting and the file of the certificates, for a message.</param>
    /// <param name="pem">The certificates.</param>
    /// <exception cref="SourceException">It is not a list of certificates.</exception>
    public static void TrustOnly(SocketsHttpHandler handler, string origin, byte[] pem)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        try
        {
            policy.CustomTrustStore.ImportFromPem(Encoding.UTF8.GetString(pem));
        }
        catch (CryptographicException exception)
        {
            throw new SourceException($"{origin} cannot be read: {exception.Message}", exception);
        }

        if (policy.CustomTrustStore.Count == 0)
        {
            throw new SourceException($"{origin} has no certificate in PEM");
        }

        handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
    }

    /// <summary>When a server that limits requests accepts the next one: the end of a sentence.</summary>
    public static string WhenToRetry(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta is { } delay
        ? string.Create(CultureInfo.InvariantCulture, $"try again in {delay.TotalSeconds:0} s")
        : "try again later";

    /// <summary>
    /// Whether secrets may be sent to an address: encrypted, or on this machine; and it contains nothing but a server
    /// and a path.
    /// </summary>
    public static bool IsSafe(Uri url) =>
        (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && IsOfThisMachine(url)))
        && url.UserInfo.Length == 0
        && url.Query.Length == 0
        && url.Fragment.Length == 0;

    // Credentials in plain text do not leave the machine.
    private static bool IsOfThisMachine(Uri url) =>
        url.IdnHost == "localhost" || (IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out IPAddress? address)
            && IPAddress.IsLoopback(address));
}
