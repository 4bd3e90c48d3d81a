namespace P5.Sources;

/// <summary>
/// What a source needs to renew a credential without the user, such as a refresh token or the registration of a client,
/// in the user's credential store. It is encrypted, belongs to the plugin, stack, workspace and configuration of the
/// request, and is removed with the plugin's credentials. Thread-safe.
/// </summary>
/// <remarks>A failure of the store is reported to the user by the host, and is as if there were none.</remarks>
public interface ISourceStore
{
    /// <summary>Gets a secret.</summary>
    /// <param name="name">The name that the source gave to it.</param>
    /// <param name="cancellationToken">Ends the wait for the key of the store.</param>
    /// <returns>The secret; null if there is none, or it has expired.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    Task<byte[]?> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Stores a secret, in the place of one with the same name.</summary>
    /// <param name="name">A name, which is not a secret.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="expiresAt">When it is deleted; null if it stays until it is removed.</param>
    /// <param name="cancellationToken">Ends the wait for the key of the store.</param>
    /// <returns>Whether it was stored.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    Task<bool> WriteAsync(
        string name, ReadOnlyMemory<byte> secret, DateTimeOffset? expiresAt, CancellationToken cancellationToken);

    /// <summary>Removes a secret; does nothing if there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait for the key of the store.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    Task RemoveAsync(string name, CancellationToken cancellationToken);
}
