namespace IdentityServer;

/// <summary>What the person said.</summary>
internal enum Decision
{
    None,
    Approved,
    Denied,
}
