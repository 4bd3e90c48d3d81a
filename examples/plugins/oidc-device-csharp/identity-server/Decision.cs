namespace IdentityServer;

/// <summary>The person's decision.</summary>
internal enum Decision
{
    None,
    Approved,
    Denied,
}
