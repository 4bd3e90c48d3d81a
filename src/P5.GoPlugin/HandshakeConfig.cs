using System.Globalization;

namespace P5.GoPlugin;

/// <summary>What a host and its plugins agree on before they talk: the same values on both sides.</summary>
/// <param name="MagicCookieKey">
/// The name of the environment variable that tells a plugin that a host started it, and not a person.
/// </param>
/// <param name="MagicCookieValue">The value of that variable. It is no secret.</param>
/// <param name="ProtocolVersions">The versions of the application's protocol that the host speaks; at least one.</param>
public sealed record HandshakeConfig(
    string MagicCookieKey,
    string MagicCookieValue,
    IReadOnlyList<int> ProtocolVersions)
{
    /// <summary>The versions as a list in a text.</summary>
    internal string FormatVersions(string separator) =>
        string.Join(separator, ProtocolVersions.Select(version => version.ToString(CultureInfo.InvariantCulture)));
}
