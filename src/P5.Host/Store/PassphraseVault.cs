using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace P5.Host;

/// <summary>
/// A file with the key, encrypted with a key that PBKDF2 derives from a passphrase. .NET has it; Argon2 would need a
/// library of its own in each process that holds the key.
/// </summary>
/// <param name="folder">Full path of the folder of the store.</param>
/// <param name="ask">
/// Asks the user for the passphrase, with the prompt that it is given; returns null if no one can answer. Called once
/// for each attempt.
/// </param>
/// <param name="newIterations">Those for a new key. The file of a key contains its own.</param>
internal sealed class PassphraseVault(
    string folder,
    Func<string, CancellationToken, Task<string?>>? ask,
    int newIterations) : KeyVault
{
    /// <summary>Of HMAC-SHA512; about a third of a second.</summary>
    internal const int DefaultIterations = 600_000;

    private const string TryAgain = "Try again. Nothing was changed.";
    private const int MostAttempts = 3;
    private const int SaltBytes = 16;
    private const int KeyBytes = 32;

    /// <summary>The number of iterations, then the salt.</summary>
    private const int HeaderBytes = sizeof(int) + SaltBytes;

    private const int FileBytes = HeaderBytes + SealedSecret.OverheadBytes + KeyBytes;

    /// <summary>No damaged file makes P5 compute for minutes.</summary>
    private const int MostIterations = 10_000_000;

    private string? _new;

    /// <inheritdoc />
    /// <remarks>It needs nothing of the system, and a question would be in vain.</remarks>
    public override Task ProbeAsync(TimeProvider timeProvider, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <inheritdoc />
    public override async Task<byte[]?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        if (KeyFile.Read(folder, id) is not { } file)
        {
            return null;
        }

        int iterations = file.Length == FileBytes ? BinaryPrimitives.ReadInt32LittleEndian(file) : 0;
        if (iterations is <= 0 or > MostIterations)
        {
            throw new KeyVaultException("the file of its key is damaged");
        }

        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            string again = attempt == 0 ? "" : "That is not the passphrase. ";
            string passphrase = await AskAsync($"{again}Passphrase of P5's credential store", cancellationToken)
                .ConfigureAwait(false);
            if (Decrypt(file, id, iterations, passphrase) is { } key)
            {
                return key;
            }
        }

        throw new KeyVaultException("the passphrase was wrong three times")
        {
            NextStep = "Try again with Test-P5CredentialStore or 'p5env store test', or in a new session. Without the "
                + "passphrase, nothing in the store can be read: remove it with Disable-P5CredentialStore -Force or "
                + "'p5env store disable --force'.",
        };
    }

    /// <inheritdoc />
    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        string passphrase = await AskAsync("New passphrase for P5's credential store", cancellationToken)
            .ConfigureAwait(false);
        if (passphrase.Length == 0)
        {
            throw new KeyVaultException("the passphrase is empty") { NextStep = TryAgain };
        }

        if (passphrase != await AskAsync("The same passphrase again", cancellationToken).ConfigureAwait(false))
        {
            throw new KeyVaultException("the two passphrases differ") { NextStep = TryAgain };
        }

        _new = passphrase;
    }

    /// <inheritdoc />
    public override Task WriteAsync(string id, byte[] key, CancellationToken cancellationToken)
    {
        string passphrase = _new ?? throw new InvalidOperationException($"{nameof(PrepareAsync)} was not called.");
        byte[] header = new byte[HeaderBytes];
        BinaryPrimitives.WriteInt32LittleEndian(header, newIterations);
        RandomNumberGenerator.Fill(header.AsSpan(sizeof(int)));
        KeyFile.Write(
            folder,
            id,
            [.. header, .. SealedSecret.Seal(Derive(header, newIterations, passphrase), key, Context(header, id))]);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        KeyFile.Remove(folder, id);
        return Task.CompletedTask;
    }

    /// <returns>The key; null if the passphrase is not the one.</returns>
    private static byte[]? Decrypt(byte[] file, string id, int iterations, string passphrase)
    {
        try
        {
            return SealedSecret.Open(
                Derive(file, iterations, passphrase), file.AsSpan(HeaderBytes), Context(file, id));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static byte[] Derive(byte[] file, int iterations, string passphrase) => Rfc2898DeriveBytes.Pbkdf2(
        passphrase, file.AsSpan(sizeof(int), SaltBytes), iterations, HashAlgorithmName.SHA512, KeyBytes);

    private static byte[] Context(byte[] file, string id) =>
        [.. file.AsSpan(0, HeaderBytes), .. Encoding.UTF8.GetBytes(id)];

    private async Task<string> AskAsync(string prompt, CancellationToken cancellationToken) =>
        (ask is null ? null : await ask(prompt, cancellationToken).ConfigureAwait(false))
        ?? throw new KeyVaultException(
            "it needs a passphrase, and this session is not interactive. Use another backend for sessions without a "
                + "user");
}
