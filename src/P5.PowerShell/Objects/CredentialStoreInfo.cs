using P5.Host;

namespace P5;

/// <summary>The credential store: whether it is on, where its key is, and what it has.</summary>
public sealed class CredentialStoreInfo
{
    internal CredentialStoreInfo(CredentialStore store)
    {
        Backend = store.Backend?.ToString();
        Path = store.Directory;
        Credentials = [.. store.List().Select(stored => new StoredCredential(stored))];
    }

    /// <summary>Whether the user has turned it on.</summary>
    public bool IsEnabled => Backend is not null;

    /// <summary>Where its key is; null if it is off.</summary>
    public string? Backend { get; }

    /// <summary>The full path of the folder of its files; it exists if the store is or was on.</summary>
    public string Path { get; }

    /// <summary>What it has, except what has expired.</summary>
    public StoredCredential[] Credentials { get; }

    /// <summary>The backend.</summary>
    /// <returns>Its name, or <c>off</c>.</returns>
    public override string ToString() => Backend ?? "off";
}

/// <summary>A credential or a login in the store, without its values.</summary>
public sealed class StoredCredential
{
    internal StoredCredential(StoredItem stored)
    {
        Plugin = stored.Plugin;
        Stack = stored.Stack;
        Program = stored.Program;
        Repository = stored.Workspace.Repository;
        Workspace = stored.Workspace.Workspace;
        Name = stored.Name;
        Kind = stored.Kind;
        ObtainedAt = stored.ObtainedAt.LocalDateTime;
        ExpiresAt = stored.ExpiresAt?.LocalDateTime;
    }

    /// <summary>The plugin's name.</summary>
    public string Plugin { get; }

    /// <summary>The stack it is for.</summary>
    public string Stack { get; }

    /// <summary>The Pulumi program it is for; "" if the workspace has no <c>Pulumi.yaml</c>.</summary>
    public string Program { get; }

    /// <summary>
    /// The git folder that the worktrees of its repository share; outside a repository, the workspace's folder.
    /// </summary>
    public string Repository { get; }

    /// <summary>The workspace's folder below the root of its worktree; "." for the root.</summary>
    public string Workspace { get; }

    /// <summary>The name of what a source keeps for itself, such as a refresh token; "" for a credential.</summary>
    public string Name { get; }

    /// <summary>What it is: <c>credential</c>, or a login with which a source gets credentials.</summary>
    public string Kind { get; }

    /// <summary>When the plugin answered, in local time.</summary>
    public DateTime ObtainedAt { get; }

    /// <summary>When it is deleted, in local time; null if it stays until it is removed.</summary>
    public DateTime? ExpiresAt { get; }

    /// <summary>The plugin and the stack; of a login, its name too.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{(Name.Length == 0 ? "" : $"{Kind} of ")}{Plugin} for stack {Stack}";
}
