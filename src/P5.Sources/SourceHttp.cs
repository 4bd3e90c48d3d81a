using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
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

    private const int TooManyRequests = 429;
    private const int FirstServerError = 500;

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
        HttpMessageHandler connecting = proxy is null ? handler : new ProxyFailures(proxy, handler);
        return new HttpClient(wrap?.Invoke(connecting) ?? connecting)
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

    /// <summary>
    /// What to do about an answer of a server that limits requests or has failed, as a sentence after a full stop; ""
    /// for other answers.
    /// </summary>
    public static string RetryAdviceOn(HttpResponseMessage response) =>
        RetryAdviceOn((int)response.StatusCode, response.Headers.RetryAfter);

    /// <inheritdoc cref="RetryAdviceOn(HttpResponseMessage)"/>
    /// <param name="status">The status of the answer.</param>
    /// <param name="retryAfter">When the server accepts the next request; null if it does not say it.</param>
    public static string RetryAdviceOn(int status, RetryConditionHeaderValue? retryAfter) => status switch
    {
        TooManyRequests => $". It limits requests; {WhenToRetry(retryAfter)}",
        >= FirstServerError => $". {Capitalized(WhenToRetry(retryAfter))}",
        _ => "",
    };

    /// <summary>When a server accepts the next request: the end of a sentence.</summary>
    /// <param name="retryAfter">What it says; null if it says nothing.</param>
    public static string WhenToRetry(RetryConditionHeaderValue? retryAfter) => retryAfter switch
    {
        { Delta: { } delay } => string.Create(CultureInfo.InvariantCulture, $"try again in {delay.TotalSeconds:0} s"),
        { Date: { } date } => string.Create(CultureInfo.InvariantCulture, $"try again after {date.UtcDateTime:u}"),
        _ => "try again later",
    };

    /// <summary>
    /// Whether secrets may be sent to an address: encrypted, or on this machine; and it contains nothing but a server
    /// and a path.
    /// </summary>
    public static bool IsSafe(Uri url) =>
        (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && IsOfThisMachine(url)))
        && url.UserInfo.Length == 0
        && url.Query.Length == 0
        && url.Fragment.Length == 0;

    private static string Capitalized(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    // Credentials in plain text do not leave the machine.
    private static bool IsOfThisMachine(Uri url) =>
        url.IdnHost == "localhost" || (IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out IPAddress? address)
            && IPAddress.IsLoopback(address));

    /// <summary>Names the proxy in failures to connect: without it, they seem to be those of the server.</summary>
    private sealed class ProxyFailures(IWebProxy proxy, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException exception) when (
                exception.HttpRequestError != HttpRequestError.ConfigurationLimitExceeded
                && !proxy.IsBypassed(request.RequestUri!)
                && proxy.GetProxy(request.RequestUri!) is { } address)
            {
                // The callers show the innermost message. Authority has no user information.
                throw new HttpRequestException(
                    exception.HttpRequestError,
                    $"{(exception.InnerException ?? exception).Message} (through the proxy {address.Authority})");
            }
        }
    }
}
