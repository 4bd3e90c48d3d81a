using System.Net;

namespace P5.Host;

/// <summary>Addresses of services that secrets are sent to.</summary>
internal static class ServiceAddress
{
    /// <summary>Reads an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="origin">The setting or variable that has it.</param>
    /// <param name="example">A valid one.</param>
    /// <returns>The address, with a slash at its end.</returns>
    /// <exception cref="SourceException">Secrets cannot be sent there.</exception>
    public static Uri Parse(string address, string origin, string example) =>
        Uri.TryCreate(address.TrimEnd('/') + '/', UriKind.Absolute, out Uri? url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && IsOfThisMachine(url)))
        && url.UserInfo.Length == 0
        && url.Query.Length == 0
        && url.Fragment.Length == 0
            ? url
            : throw new SourceException(
                $"{origin} must be an address such as {example}; http is only for this machine")
            {
                Setting = origin,
            };

    // Secrets in plain text do not leave the machine.
    private static bool IsOfThisMachine(Uri url) =>
        url.IdnHost == "localhost" || (IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out IPAddress? address)
            && IPAddress.IsLoopback(address));
}
