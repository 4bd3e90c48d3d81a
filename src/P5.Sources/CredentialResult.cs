namespace P5.Sources;

/// <summary>
/// What a source answered: variables with a lifetime, or the reason for a refusal. Values are secret.
/// </summary>
public sealed record CredentialResult
{
    private CredentialResult()
    {
    }

    /// <summary>Names and values of the environment variables; empty after a refusal.</summary>
    public IEnumerable<KeyValuePair<string, string>> Variables { get; private init; } = [];

    /// <summary>-1: for one call only; 0: never expires; more: seconds from the answer on.</summary>
    public int LifetimeSeconds { get; private init; }

    /// <summary>Why the source returned no variables, possibly ""; null if it did.</summary>
    public string? Refusal { get; private init; }

    /// <summary>What to do about a refusal, in its order; none, the default, if that is not known.</summary>
    public IReadOnlyList<RefusalFix> Fixes { get; init; } = [];

    /// <summary>
    /// Returns whether the source of the variables has changed, so that the cached result is not used. Called on any
    /// thread; must be fast, not prompt and not throw. Null, the default, if changes are not detected.
    /// </summary>
    public Func<bool>? HasChanged { get; init; }

    /// <summary>
    /// What the source needs to renew or to revoke the variables; null, the default, if it can do neither.
    /// </summary>
    public CredentialLease? Lease { get; init; }

    /// <summary>A credential.</summary>
    /// <param name="variables">Names and values. Each name appears once.</param>
    /// <param name="lifetimeSeconds">-1: for one call only; 0: never expires; more: seconds from the answer on.</param>
    /// <returns>The result.</returns>
    public static CredentialResult Granted(IEnumerable<KeyValuePair<string, string>> variables, int lifetimeSeconds) =>
        new() { Variables = variables, LifetimeSeconds = lifetimeSeconds };

    /// <summary>A refusal.</summary>
    /// <param name="reason">The reason, for the user; "" if the source returned none.</param>
    /// <returns>The result.</returns>
    public static CredentialResult Refused(string reason) => new() { Refusal = reason };

    /// <summary>Whether there is a credential: values are secret.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Refusal is null ? "granted" : "refused";
}

/// <summary>What to do about a refusal.</summary>
/// <param name="Text">What to do, as sentences; "" if the reason says it.</param>
/// <param name="Setting">The setting that it is about; "" if it is about none.</param>
public sealed record RefusalFix(string Text, string Setting);
