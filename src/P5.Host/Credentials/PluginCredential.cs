namespace P5.Host;

/// <summary>
/// One plugin's answer for one context: environment variables and a lifetime. Printed or serialised, it does not
/// contain its values; only <see cref="GetVariables"/> returns them.
/// </summary>
public sealed record PluginCredential
{
    private readonly IReadOnlyDictionary<string, string> _variables;
    private readonly IReadOnlySet<string> _files;

    /// <summary>The plugin's name in the configuration.</summary>
    public required string PluginName { get; init; }

    /// <summary>
    /// The plugin's place in the configured order. Of credentials that set the same variable, the one with the highest
    /// place wins, whatever order the plugins answered in.
    /// </summary>
    public int Order { get; init; }

    /// <summary>What the credential is for.</summary>
    public required AuthenticationContext Context { get; init; }

    /// <summary>When the plugin answered.</summary>
    public required DateTimeOffset ObtainedAt { get; init; }

    /// <summary>From when on the plugin is called again; null if the answer never expires.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>True if the answer is for one call only (a lifetime of -1).</summary>
    public bool AlwaysAsk { get; init; }

    /// <summary>
    /// What a revocation ends at the source, such as <c>1 lease at https://vault.example.com</c>; null if nothing can
    /// be revoked.
    /// </summary>
    public string? Revocable => Lease?.Lease.Description;

    /// <summary>What its source needs to renew or to revoke it; null, the default, if it can do neither.</summary>
    internal SourceLease? Lease { get; init; }

    /// <summary>
    /// The variables whose values contain paths of files that P5 wrote for the plugin, and deletes. None by default.
    /// </summary>
    internal IReadOnlyList<string> PathNames { get; init; } = [];

    /// <summary>The names of the variables, in ordinal order.</summary>
    public IReadOnlyList<string> VariableNames { get; }

    /// <summary>
    /// The variables with their secret values. A method, so that no serialiser or view includes them.
    /// </summary>
    /// <returns>Names and values.</returns>
    public IReadOnlyDictionary<string, string> GetVariables() => _variables;

    /// <summary>
    /// Whether programs get the value of a variable as the content of a file. An empty one stays a value: it means that
    /// there is none.
    /// </summary>
    /// <param name="name">The variable.</param>
    public bool IsFile(string name) =>
        _files.Contains(name) && _variables.TryGetValue(name, out string? value) && value.Length > 0;

    /// <summary>Creates a credential from a plugin's answer.</summary>
    /// <param name="pluginName">The plugin's name in the configuration.</param>
    /// <param name="context">What was requested.</param>
    /// <param name="variables">Names and values, as the plugin returned them.</param>
    /// <param name="lifetimeSeconds">
    /// -1 for one call only, 0 never expires, above 0 seconds from <paramref name="now"/>.
    /// </param>
    /// <param name="now">When the plugin answered.</param>
    /// <param name="files">The variables whose values are contents of files; null for none.</param>
    /// <returns>The credential.</returns>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.EnvironmentInvalid"/>: a name or value that is not valid for an environment variable.
    /// </exception>
    public static PluginCredential Create(
        string pluginName,
        AuthenticationContext context,
        IEnumerable<KeyValuePair<string, string>> variables,
        int lifetimeSeconds,
        DateTimeOffset now,
        IEnumerable<string>? files = null)
    {
        var names = new HashSet<string>(files ?? [], VariableRules.NameComparer);
        var copy = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in variables)
        {
            VariableRules.Check(pluginName, name, value, names.Contains(name));
            copy.Add(name, value);
            VariableRules.CheckCount(pluginName, copy.Count);
        }

        VariableRules.CheckSize(pluginName, copy);
        VariableRules.CheckNames(pluginName, copy);
        VariableRules.CheckSpellings(pluginName, copy);
        return new PluginCredential(OneSpellingOf(copy), names)
        {
            PluginName = pluginName,
            Context = context,
            ObtainedAt = now,
            ExpiresAt = lifetimeSeconds > 0 ? now.AddSeconds(lifetimeSeconds) : null,
            AlwaysAsk = lifetimeSeconds < 0,
        };
    }

    private static Dictionary<string, string> OneSpellingOf(Dictionary<string, string> variables) => variables
        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .DistinctBy(pair => pair.Key, VariableRules.NameComparer)
        .ToDictionary(VariableRules.NameComparer);

    private PluginCredential(IReadOnlyDictionary<string, string> variables, IReadOnlySet<string> files)
    {
        _variables = variables;
        _files = files;
        VariableNames = [.. variables.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether the plugin must be called again for reasons of time alone.</summary>
    /// <param name="age">How long ago the plugin answered.</param>
    /// <param name="minimumLifetime">How long the credential must still be valid.</param>
    /// <returns>True if it has expired, or expires sooner than that.</returns>
    public bool IsExpired(TimeSpan age, TimeSpan minimumLifetime = default) =>
        AlwaysAsk || (ExpiresAt - ObtainedAt is { } lifetime && (lifetime <= age || lifetime - age < minimumLifetime));

    /// <summary>Names the plugin and its variables, never a value.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{PluginName}: {string.Join(", ", VariableNames)}";
}
