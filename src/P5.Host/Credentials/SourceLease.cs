using P5.Sources;

namespace P5.Host;

/// <summary>The lease of a built-in source.</summary>
/// <param name="Source">The name of the source.</param>
/// <param name="Lease">The lease. Secret.</param>
internal sealed record SourceLease(string Source, CredentialLease Lease)
{
    /// <summary>The description alone.</summary>
    public override string ToString() => Lease.ToString();
}
