using System.Security.Cryptography;

namespace P5.GoPlugin;

/// <summary>Finds a plugin's executable and verifies its checksum.</summary>
internal static class PluginExecutable
{
    /// <returns>The full path.</returns>
    /// <exception cref="PluginNotFoundException">The executable does not exist or cannot be executed.</exception>
    internal static string Find(PluginClientOptions options) =>
        ExecutableFinder.TryFind(options.Command, out string? path, out string? problem)
            ? path
            : throw new PluginNotFoundException(
                $"The plugin '{options.Command}' was not found: {problem}.",
                new PluginFailure(
                    options.Command, "Install the plugin, or correct its command; on Unix check its execute bit."));

    /// <summary>Verifies the checksum, if the options have one.</summary>
    /// <exception cref="PluginStartException">The file cannot be read.</exception>
    /// <exception cref="PluginChecksumException">The file has another checksum.</exception>
    internal static async Task VerifyAsync(
        PluginClientOptions options, string command, CancellationToken cancellationToken)
    {
        if (options.Sha256 is null)
        {
            return;
        }

        _ = TryParseChecksum(options.Sha256, out byte[] expected);
        byte[] actual;
        try
        {
            actual = await ComputeChecksumAsync(command, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new PluginStartException(
                $"The plugin '{command}' cannot be read to compute its checksum: {failure.Message}",
                new PluginFailure(command, "Make the file readable for this user."),
                failure);
        }

        if (!CryptographicOperations.FixedTimeEquals(expected, actual))
        {
            string expectedHex = Convert.ToHexStringLower(expected);
            string actualHex = Convert.ToHexStringLower(actual);
            throw new PluginChecksumException(
                $"The plugin '{command}' was not started: its SHA-256 is {actualHex}, which is not the expected one.",
                new PluginFailure(
                    command, "Find out why the file changed. If it was updated on purpose, update the checksum."),
                expectedHex,
                actualHex);
        }
    }

    /// <summary>Reads 64 hexadecimal digits.</summary>
    internal static bool TryParseChecksum(string sha256, out byte[] checksum)
    {
        string digits = sha256.Trim();
        bool isValid = digits.Length == SHA256.HashSizeInBytes * 2 && digits.All(char.IsAsciiHexDigit);
        checksum = isValid ? Convert.FromHexString(digits) : [];
        return isValid;
    }

    private static async Task<byte[]> ComputeChecksumAsync(string file, CancellationToken cancellationToken)
    {
        var stream = new FileStream(RegularFile.Open(file), FileAccess.Read, bufferSize: 0);
        await using (stream.ConfigureAwait(false))
        {
            return await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }
}
