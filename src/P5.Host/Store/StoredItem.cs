namespace P5.Host;

/// <summary>
/// What the credential store has, without the secret: what it is for, and how long. This part of a stored file is
/// readable, so that it can be listed and removed without the key; it is authenticated with the secret.
/// </summary>
public sealed record StoredItem
{
    /// <summary>The plugin's name in the configuration.</summary>
    public required string Plugin { get; init; }

    /// <summary>The stack.</summary>
    public required string Stack { get; init; }

    /// <summary>The Pulumi program, or "".</summary>
    public required string Program { get; init; }

    /// <summary>The workspace, the same for all worktrees of a repository.</summary>
    public required WorkspaceIdentity Workspace { get; init; }

    /// <summary>
    /// A digest of the plugin's configuration that depends on the key of the store: settings cannot be guessed from it.
    /// </summary>
    public required string Configuration { get; init; }

    /// <summary>The SHA-256 of the plugin's executable, in lower-case hexadecimal; "" if it is built in.</summary>
    public required string Executable { get; init; }

    /// <summary>
    /// The name that a source gave to what it needs for itself; "" for a credential, <c>p5/lease</c> for its lease.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>When the plugin answered.</summary>
    public DateTimeOffset ObtainedAt { get; init; }

    /// <summary>When it is deleted; null if it stays until it is removed.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The name of the lease of a credential, which the host stores beside it.</summary>
    internal const string LeaseName = "p5/lease";

    /// <summary>What has to be equal: everything except the times.</summary>
    internal StoredItem Identity => this with { ObtainedAt = default, ExpiresAt = null };

    /// <summary>Whether it can be used now: not if the clock was set back, because its age is not known.</summary>
    internal bool IsValidAt(DateTimeOffset now) => ObtainedAt <= now && !(ExpiresAt <= now);
}
