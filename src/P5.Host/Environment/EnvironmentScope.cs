namespace P5.Host;

/// <summary>
/// A scope with its own credentials: what was applied before is restored at its beginning, if it is another
/// context's, and applied again at its end.
/// </summary>
public sealed class EnvironmentScope : IDisposable
{
    private readonly EnvironmentSession _session;

    internal EnvironmentScope(
        EnvironmentSession session,
        Guid caller,
        long revision,
        IReadOnlyList<PluginCredential> layers,
        IReadOnlyDictionary<string, AppliedVariable> applied,
        IReadOnlyDictionary<string, AppliedVariable> held)
    {
        _session = session;
        Caller = caller;
        Revision = revision;
        Layers = layers;
        Applied = applied;
        Held = held;
    }

    /// <summary>The only caller that may change the environment during the scope.</summary>
    internal Guid Caller { get; }

    internal long Revision { get; }

    /// <summary>The credentials that were applied at the beginning.</summary>
    internal IReadOnlyList<PluginCredential> Layers { get; }

    /// <summary>What P5 had set at the beginning.</summary>
    internal IReadOnlyDictionary<string, AppliedVariable> Applied { get; }

    /// <summary>Those of <see cref="Applied"/> that had not been changed since.</summary>
    internal IReadOnlyDictionary<string, AppliedVariable> Held { get; }

    /// <summary>
    /// Ends it: the environment is as it was at the beginning, except for what the user changed during it. Scopes end
    /// in the reverse order of their beginnings.
    /// </summary>
    public void Dispose() => _session.Leave(this);
}
