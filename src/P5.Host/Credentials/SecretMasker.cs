using P5.GoPlugin;

namespace P5.Host;

/// <summary>
/// Replaces known values in what plugins write with <c>***</c>. A value is known while its credential is cached or
/// applied: the credentials are requested for each text, so that dropped ones are dropped here too. Thread-safe.
/// </summary>
/// <param name="known">The credentials that are cached or applied.</param>
internal sealed class SecretMasker(Func<IEnumerable<PluginCredential>> known) : IRedactor
{
    private volatile Compiled _compiled = new([], [], new SecretPatterns([]));

    /// <inheritdoc />
    public string Redact(string text, string before = "") => Patterns().Mask(text, before);

    /// <summary>Two concurrent callers may both compile the same, which is harmless.</summary>
    private SecretPatterns Patterns()
    {
        // A credential that is used for another context is a new one with the same table and lease.
        PluginCredential[] credentials = [.. known()];
        IReadOnlyDictionary<string, string>[] tables =
            [.. credentials.Select(credential => credential.GetVariables()).Distinct()];
        SourceLease[] leases = [.. credentials.Select(credential => credential.Lease).OfType<SourceLease>().Distinct()];
        Compiled compiled = _compiled;
        if (!compiled.Tables.SequenceEqual(tables) || !compiled.Leases.SequenceEqual(leases))
        {
            _compiled = compiled = new Compiled(
                tables,
                leases,
                new SecretPatterns(
                [
                    .. tables.SelectMany(PublicVariables.SecretsOf),
                    .. leases.SelectMany(lease => lease.Lease.Secrets),
                ]));
        }

        return compiled.Patterns;
    }

    private sealed class Compiled(
        IReadOnlyDictionary<string, string>[] tables, SourceLease[] leases, SecretPatterns patterns)
    {
        public IReadOnlyDictionary<string, string>[] Tables { get; } = tables;

        public SourceLease[] Leases { get; } = leases;

        public SecretPatterns Patterns { get; } = patterns;
    }
}
