using System.Security.Cryptography;

namespace P5.Host;

/// <summary>A store of the operating system for the key. Its operations may wait for the user.</summary>
internal abstract class KeyVault
{
    /// <summary>The longest that an operation may take, also to answer a prompt of the desktop.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    /// <summary>Gets a key.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The key; null if there is none of that name.</returns>
    /// <exception cref="KeyVaultException">The operating system's store cannot be used.</exception>
    public abstract Task<byte[]?> ReadAsync(string id, CancellationToken cancellationToken);

    /// <summary>Asks the user for what <see cref="WriteAsync"/> needs. Only that may take a long time.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KeyVaultException">No one answers, or not with what is needed.</exception>
    public virtual Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Stores a key, in the place of one with the same name.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KeyVaultException">The operating system's store cannot be used.</exception>
    public abstract Task WriteAsync(string id, byte[] key, CancellationToken cancellationToken);

    /// <summary>Removes a key; does nothing if there is none.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KeyVaultException">The operating system's store cannot be used.</exception>
    public abstract Task RemoveAsync(string id, CancellationToken cancellationToken);

    /// <summary>Writes a key, reads it and removes it.</summary>
    /// <param name="timeProvider">The clock of the time limit.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="KeyVaultException">One of these does not work.</exception>
    public virtual Task ProbeAsync(TimeProvider timeProvider, CancellationToken cancellationToken) =>
        WithinLimitAsync(timeProvider, ProbeWithoutLimitAsync, cancellationToken);

    /// <summary>Ends an operation that takes too long: a locked store without a desktop waits for a prompt.</summary>
    /// <exception cref="KeyVaultException">It did not end in time.</exception>
    public static async Task<T> WithinLimitAsync<T>(
        TimeProvider timeProvider, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(s_limit, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await Task.Run(() => work(either.Token), either.Token).WaitAsync(either.Token)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KeyVaultException(
                $"it did not answer within {s_limit.TotalSeconds:0} seconds. It may be locked and wait for a prompt");
        }
    }

    private async Task<bool> ProbeWithoutLimitAsync(CancellationToken cancellationToken)
    {
        string id = $"probe-{Guid.NewGuid():N}";
        byte[] key = RandomNumberGenerator.GetBytes(32);
        await WriteAsync(id, key, cancellationToken).ConfigureAwait(false);
        byte[]? read = await ReadAsync(id, cancellationToken).ConfigureAwait(false);
        await RemoveAsync(id, cancellationToken).ConfigureAwait(false);
        if (!key.AsSpan().SequenceEqual(read))
        {
            throw new KeyVaultException("a key that was written was not read again");
        }

        return await ReadAsync(id, cancellationToken).ConfigureAwait(false) is null
            ? true
            : throw new KeyVaultException("a key that was removed is still there");
    }
}

/// <summary>A store of the operating system cannot be used.</summary>
/// <param name="problem">Why, as the end of a sentence.</param>
/// <param name="innerException">The cause, or null.</param>
internal sealed class KeyVaultException(string problem, Exception? innerException = null)
    : Exception(problem, innerException)
{
    /// <summary>What to do, as a sentence; null to look for a backend that works.</summary>
    public string? NextStep { get; init; }
}
