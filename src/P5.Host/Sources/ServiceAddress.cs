using P5.Sources;

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
        Uri.TryCreate(address.TrimEnd('/') + '/', UriKind.Absolute, out Uri? url) && SourceHttp.IsSafe(url)
            ? url
            : throw new SourceException(
                $"{origin} must be an address such as {example}; http is only for this machine")
            {
                Setting = origin,
            };
}
