using System.Security.Cryptography;

namespace P5.Host;

/// <summary>One file of a configuration, as it was when it was read.</summary>
public sealed class ConfigurationFile
{
    private readonly Lazy<string> _sha256;

    internal ConfigurationFile(string path, byte[] bytes)
    {
        Path = path;

        // Only who approves or is checked asks for it, and its library takes longer to load than most configurations.
        _sha256 = new Lazy<string>(() => Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>The SHA-256 of exactly the bytes that were read, in lower-case hexadecimal.</summary>
    public string Sha256 => _sha256.Value;
}
