namespace P5.Sources;

/// <summary>
/// The secrets that the user has stored for configurations to name, as far as the workspace of the request may use
/// them. Thread-safe.
/// </summary>
public interface IUserSecrets
{
    /// <summary>Reads a secret.</summary>
    /// <param name="name">The name that the configuration has.</param>
    /// <param name="cancellationToken">Ends the wait for the key of the store.</param>
    /// <returns>The secret.</returns>
    /// <remarks>
    /// If the store is off or unusable, has no such secret, or the secret is not for this workspace, an exception of
    /// the host says so to the user. Let it through.
    /// </remarks>
    Task<UserSecret> ReadAsync(string name, CancellationToken cancellationToken);
}

/// <summary>A secret of the user.</summary>
/// <param name="Value">The value. Secret.</param>
/// <param name="HasChanged">
/// Returns whether the user has stored another value since, or removed it; for
/// <see cref="CredentialResult.HasChanged"/>.
/// </param>
public sealed record UserSecret(string Value, Func<bool> HasChanged)
{
    /// <summary>Nothing of the value, which is secret.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => "secret";
}
