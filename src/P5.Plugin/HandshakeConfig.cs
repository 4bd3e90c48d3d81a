namespace P5.Plugin;

/// <summary>The handshake settings that a plugin shares with its hosts, as in go-plugin's type of this name.</summary>
/// <param name="MagicCookieKey">
/// The name of the environment variable by which a plugin detects that a host started it, not a person. Not empty.
/// </param>
/// <param name="MagicCookieValue">The value of that variable. It is not a secret. Not empty.</param>
/// <param name="ProtocolVersions">
/// The versions of the application's protocol that the plugin supports; at least one. The plugin announces the highest
/// that its host supports too, or the lowest to a host that lists none.
/// </param>
public sealed record HandshakeConfig(
    string MagicCookieKey,
    string MagicCookieValue,
    IReadOnlyList<int> ProtocolVersions)
{
    /// <summary>The handshake of p5's plugins.</summary>
    internal static HandshakeConfig P5 { get; } = new("P5_PLUGIN", "v0", [1]);

    /// <exception cref="ArgumentException">A part is empty.</exception>
    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(MagicCookieKey);
        ArgumentException.ThrowIfNullOrEmpty(MagicCookieValue);
        ArgumentOutOfRangeException.ThrowIfZero(ProtocolVersions.Count, nameof(ProtocolVersions));
    }

    /// <param name="offered">The host's versions, separated by commas; null or empty if it lists none.</param>
    /// <returns>The version to serve, or null if host and plugin have none in common.</returns>
    internal int? Negotiate(string? offered)
    {
        if (string.IsNullOrEmpty(offered))
        {
            // The host is older than the variable, and supports the first version.
            return ProtocolVersions.Min();
        }

        string[] versions = offered.Split(',');
        return ProtocolVersions
            .Where(version => versions.Contains($"{version}", StringComparer.Ordinal))
            .Select(version => (int?)version)
            .Max();
    }
}
