using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;

namespace P5.Host;

/// <summary>
/// A file with the key, encrypted by Windows for this user. The credential manager is not used: it holds no more than
/// this does, and any program of the user can list it.
/// </summary>
/// <param name="folder">Full path of the folder of the store.</param>
[SupportedOSPlatform("windows")]
internal sealed class DpapiVault(string folder) : KeyVault
{
    /// <inheritdoc />
    /// <remarks>Without a file: the folder need not exist yet.</remarks>
    public override Task ProbeAsync(TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        byte[] key = RandomNumberGenerator.GetBytes(32);
        byte[] file = Use(() => ProtectedData.Protect(key, Entropy("probe"), DataProtectionScope.CurrentUser));
        byte[] read = Use(() => ProtectedData.Unprotect(file, Entropy("probe"), DataProtectionScope.CurrentUser));
        return key.AsSpan().SequenceEqual(read)
            ? Task.CompletedTask
            : throw new KeyVaultException("a key that was encrypted was not decrypted again");
    }

    /// <inheritdoc />
    public override Task<byte[]?> ReadAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(KeyFile.Read(folder, id) is { } file
            ? Use(() => ProtectedData.Unprotect(file, Entropy(id), DataProtectionScope.CurrentUser))
            : null);

    /// <inheritdoc />
    public override Task WriteAsync(string id, byte[] key, CancellationToken cancellationToken)
    {
        KeyFile.Write(
            folder, id, Use(() => ProtectedData.Protect(key, Entropy(id), DataProtectionScope.CurrentUser)));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        KeyFile.Remove(folder, id);
        return Task.CompletedTask;
    }

    // Not a secret: so that the blob of another program, or of another key, does not pass for this one.
    private static byte[] Entropy(string id) => Encoding.UTF8.GetBytes($"P5 credential store {id}");

    private static byte[] Use(Func<byte[]> action)
    {
        try
        {
            return action();
        }
        catch (CryptographicException exception)
        {
            throw new KeyVaultException(
                $"Windows cannot use the user's key, as after a logon without a password: {exception.Message}",
                exception);
        }
    }
}
