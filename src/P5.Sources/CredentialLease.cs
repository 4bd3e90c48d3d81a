namespace P5.Sources;

/// <summary>
/// What a source has created elsewhere for a credential, such as a lease or a login: with it, the source can renew or
/// revoke the credential. The host stores it where it stores the credential, and never shows its secrets.
/// </summary>
public sealed record CredentialLease
{
    /// <summary>What a revocation ends, for the user, such as <c>1 lease at https://vault.example.com</c>.</summary>
    public required string Description { get; init; }

    /// <summary>A text of the source's own, which only the source reads. Secret.</summary>
    public required string Content { get; init; }

    /// <summary>Secrets in <see cref="Content"/>, such as a token, which are masked in output. Default: none.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>When it ends by itself: nothing is left to renew or to revoke then.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>The description alone.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Description;
}
