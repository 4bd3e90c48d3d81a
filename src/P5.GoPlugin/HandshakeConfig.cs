using System.Globalization;

namespace P5.GoPlugin;

/// <summary>The handshake settings that a host shares with its plugins, as in go-plugin's type of this name.</summary>
/// <param name="MagicCookieKey">
/// The name of the environment variable by which a plugin detects that a host started it, not a person.
/// </param>
/// <param name="MagicCookieValue">The value of that variable. It is not a secret.</param>
/// <param name="ProtocolVersions">
/// The versions of the application's protocol that the host supports; at least one.
/// </param>
public sealed record HandshakeConfig(
    string MagicCookieKey,
    string MagicCookieValue,
    IReadOnlyList<int> ProtocolVersions)
{
    internal string FormatVersions(string separator) =>
        string.Join(separator, ProtocolVersions.Select(version => version.ToString(CultureInfo.InvariantCulture)));
}
