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
    /// <param name="userEnvironment">
    /// The environment that the user has made, without variables of plugins: it can name a proxy.
    /// </param>
    /// <param name="configure">Changes how the connection is made; null for no change.</param>
    /// <param name="wrap">Puts another handler around the one that connects; null for none.</param>
    /// <exception cref="SourceException">A variable is not the address of a proxy.</exception>
    public static HttpClient CreateClient(
        Uri address,
        IReadOnlyDictionary<string, string> userEnvironment,
        Action<SocketsHttpHandler>? configure = null,
        Func<HttpMessageHandler, HttpMessageHandler>? wrap = null)
    {
        IWebProxy? proxy = address.Scheme == Uri.UriSchemeHttps ? UserProxy.Of(userEnvironment) : null;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = proxy is not null,
            Proxy = proxy,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            ActivityHeadersPropagator = null,
        };
        configure?.Invoke(handler);
        return new HttpClient(wrap?.Invoke(handler) ?? handler)
        {
            Timeout = RequestTimeout,
            MaxResponseContentBufferSize = MaximumBytes,
        };
    }

    /// <summary>Trusts the certificates of a file in place of the system's.</summary>
    /// <param name="tools">What reads the file.</param>
    /// <param name="name">The setting or variable that names it, for messages.</param>
    /// <param name="path">The file.</param>
    /// <returns>What changes how a connection is made.</returns>
    /// <exception cref="SourceException">The file cannot be read.</exception>
    public static Action<SocketsHttpHandler> TrustOnly(ISourceTools tools, string name, string path)
    {
        string origin = $"{name} {path}";
        byte[] pem = tools.ReadFile(path).Bytes ?? throw new SourceException($"{origin} does not exist");
        return handler => TrustOnly(handler, origin, pem);
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
