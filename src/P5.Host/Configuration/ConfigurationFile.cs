using System.Security.Cryptography;

namespace P5.Host.Configuration;

/// <summary>One file of a configuration, as it was when it was read.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Sha256">The SHA-256 of its bytes, in lower-case hexadecimal.</param>
public sealed record ConfigurationFile(string Path, string Sha256)
{
    /// <summary>Takes the digest of what was read.</summary>
    internal static ConfigurationFile Of(string path, ReadOnlySpan<byte> bytes) =>
        new(path, Convert.ToHexStringLower(SHA256.HashData(bytes)));
}
