using System.Net;

namespace P5.Sources;

/// <summary>
/// The proxy of the user. The runtime's default is read from the environment of the process, where a plugin's answer
/// may have set another one, through which the secrets of later requests would go.
/// </summary>
internal sealed class UserProxy : IWebProxy
{
    private const string Exceptions = "no_proxy";

    // The first that is set counts. Requests without TLS never use a proxy, so http_proxy has no meaning.
    private static readonly string[] s_names = ["https_proxy", "all_proxy"];

    private readonly Uri _address;
    private readonly string[] _exceptions;

    private UserProxy(Uri address, string[] exceptions)
    {
        _address = address;
        _exceptions = exceptions;
    }

    /// <inheritdoc />
    public ICredentials? Credentials { get; set; }

    /// <summary>The proxy that the user has set for requests with TLS.</summary>
    /// <param name="environment">The environment that the user has made, without variables of plugins.</param>
    /// <returns>The proxy; the system's if the environment names none; null on systems that have none.</returns>
    /// <exception cref="SourceException">A variable is not the address of a proxy.</exception>
    public static IWebProxy? Of(IReadOnlyDictionary<string, string> environment)
    {
        foreach (string name in s_names)
        {
            if (Find(environment, name) is { } found)
            {
                // The value may contain a password, so no message shows it.
                Uri address = Parse(found.Value)
                    ?? throw new SourceException(
                        $"{found.Name} is not the address of a proxy, such as http://proxy.example.com:8080");
                string[] exceptions = Find(environment, Exceptions)?.Value.Split(
                    ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
                return new UserProxy(address, exceptions) { Credentials = CredentialsOf(address) };
            }
        }

        return HasSystemProxy ? HttpClient.DefaultProxy : null;
    }

    /// <summary>
    /// Has the runtime determine its default proxy before a variable that it would read for it is set: it does so once
    /// in a process.
    /// </summary>
    /// <param name="variable">The variable that is about to be set.</param>
    public static void Remember(string variable)
    {
        if (HasSystemProxy && variable.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase))
        {
            _ = HttpClient.DefaultProxy;
        }
    }

    /// <inheritdoc />
    public Uri GetProxy(Uri destination) => _address;

    /// <inheritdoc />
    /// <remarks>A proxy elsewhere cannot reach this machine's own addresses.</remarks>
    public bool IsBypassed(Uri host) =>
        host.IsLoopback || Array.Exists(_exceptions, exception => Matches(host.IdnHost, exception));

    /// <summary>The address alone, without a password.</summary>
    public override string ToString() => $"{_address.Scheme}://{_address.Authority}";

    // Linux has no other setting than the environment.
    private static bool HasSystemProxy => OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();

    private static (string Name, string Value)? Find(IReadOnlyDictionary<string, string> environment, string name)
    {
        foreach (string spelling in (string[])[name, name.ToUpperInvariant()])
        {
            if (environment.GetValueOrDefault(spelling) is { Length: > 0 } value)
            {
                return (spelling, value);
            }
        }

        return null;
    }

    private static Uri? Parse(string text) =>
        Uri.TryCreate(text.Contains("://") ? text : $"http://{text}", UriKind.Absolute, out Uri? address)
        && address.Scheme is "http" or "https" or "socks4" or "socks4a" or "socks5"
        && address.Host.Length > 0
            ? address
            : null;

    private static NetworkCredential? CredentialsOf(Uri address)
    {
        if (address.UserInfo.Length == 0)
        {
            return null;
        }

        string[] parts = address.UserInfo.Split(':', 2);
        return new NetworkCredential(
            Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    /// <summary>Whether a host is an exception; one that begins with a dot is a domain with all below it.</summary>
    private static bool Matches(string host, string exception) => exception == "*"
        || (exception.StartsWith('.')
            ? host.EndsWith(exception, StringComparison.OrdinalIgnoreCase)
                || host.Equals(exception[1..], StringComparison.OrdinalIgnoreCase)
            : host.Equals(exception, StringComparison.OrdinalIgnoreCase));
}
