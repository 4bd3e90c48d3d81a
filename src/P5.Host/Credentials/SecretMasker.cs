using P5.GoPlugin;

namespace P5.Host;

/// <summary>
/// Puts <c>***</c> in the place of known values in what plugins write. A value is known as long as its credential is
/// kept or applied: it is requested for each text, so that a credential that is dropped is forgotten here too.
/// Thread-safe.
/// </summary>
/// <param name="known">The credentials that are kept or applied.</param>
internal sealed class SecretMasker(Func<IEnumerable<PluginCredential>> known) : IRedactor
{
    private volatile Compiled _compiled = new([], new SecretPatterns([]));

    /// <inheritdoc />
    public string Redact(string text, string before = "", bool goesOn = false) => Patterns().Mask(text, before, goesOn);

    /// <summary>Two callers at once may both compile the same, which does no harm.</summary>
    private SecretPatterns Patterns()
    {
        // A credential that is used for another context is a new one with the same table.
        IReadOnlyDictionary<string, string>[] tables =
            [.. known().Select(credential => credential.GetVariables()).Distinct()];
        Compiled compiled = _compiled;
        if (!compiled.Tables.SequenceEqual(tables))
        {
            _compiled = compiled = new Compiled(tables, new SecretPatterns(tables.SelectMany(table => table.Values)));
        }

        return compiled.Patterns;
    }

    private sealed class Compiled(IReadOnlyDictionary<string, string>[] tables, SecretPatterns patterns)
    {
        public IReadOnlyDictionary<string, string>[] Tables { get; } = tables;

        public SecretPatterns Patterns { get; } = patterns;
    }
}
