using System.Security.Cryptography;

namespace P5.GoPlugin;

/// <summary>The SHA-256 that a plugin's file must have.</summary>
internal static class FileChecksum
{
    /// <exception cref="ArgumentException">The text is not 64 hexadecimal digits.</exception>
    internal static byte[] Parse(string sha256)
    {
        string digits = sha256.Trim();
        return digits.Length == SHA256.HashSizeInBytes * 2 && digits.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(digits)
            : throw new ArgumentException("A SHA-256 is 64 hexadecimal digits.", nameof(sha256));
    }

    internal static async Task<byte[]> ComputeAsync(string file, CancellationToken cancellationToken)
    {
        var stream = new FileStream(
            file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        await using (stream.ConfigureAwait(false))
        {
            return await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }
}
