using System.Security.Cryptography;

namespace P5.Host;

/// <summary>SHA-256 digests of files, each computed once.</summary>
internal sealed class FileChecksums
{
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>A file's digest, in lower-case hex.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public string Of(string file)
    {
        if (!_known.TryGetValue(file, out string? digest))
        {
            using FileStream stream = File.OpenRead(file);
            digest = Convert.ToHexStringLower(SHA256.HashData(stream));
            _known.Add(file, digest);
        }

        return digest;
    }
}
