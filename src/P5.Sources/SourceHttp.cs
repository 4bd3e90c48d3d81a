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
}
