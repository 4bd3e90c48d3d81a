namespace P5.Host;

/// <summary>The value of a variable that several credentials set.</summary>
public sealed record LayeredVariable
{
    private LayeredVariable()
    {
    }

    /// <summary>The value of the uppermost credential that names the variable. Secret.</summary>
    public required string Value { get; init; }

    /// <summary>Whose credential that is.</summary>
    public required string PluginName { get; init; }

    /// <summary>What that credential is for.</summary>
    public required AuthenticationContext Context { get; init; }

    /// <summary>Whether programs get the value as the content of a file.</summary>
    public required bool IsFile { get; init; }

    /// <summary>Whether the value contains the path of a file that P5 deletes.</summary>
    public required bool ContainsPath { get; init; }

    /// <summary>When that credential expires; null if it does not.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The next credential below that names the variable too, or null.</summary>
    public string? OverriddenPlugin { get; init; }

    /// <summary>
    /// Sorts credentials by the configured order, the uppermost last. This is the rule for a variable that several
    /// plugins set; the order in which they answered or were applied has no effect.
    /// </summary>
    /// <param name="credentials">The credentials, in any order.</param>
    public static IOrderedEnumerable<PluginCredential> Sort(IEnumerable<PluginCredential> credentials) =>
        credentials.OrderBy(credential => credential.Order);

    /// <summary>The names of the variables of credentials, each once.</summary>
    /// <param name="credentials">The credentials.</param>
    /// <returns>The names, in the order of the credentials. They are distinct as the platform compares them.</returns>
    public static IReadOnlyList<string> NamesOf(IEnumerable<PluginCredential> credentials) =>
        [.. credentials.SelectMany(credential => credential.VariableNames).Distinct(VariableRules.NameComparer)];

    /// <summary>Lays credentials over one another, in the configured order.</summary>
    /// <param name="credentials">The credentials, in any order.</param>
    /// <returns>The variables, by names that compare as the platform's do.</returns>
    public static IReadOnlyDictionary<string, LayeredVariable> Flatten(IEnumerable<PluginCredential> credentials)
    {
        var variables = new Dictionary<string, LayeredVariable>(VariableRules.NameComparer);
        foreach (PluginCredential layer in Sort(credentials))
        {
            foreach ((string name, string value) in layer.GetVariables())
            {
                variables[name] = new LayeredVariable
                {
                    Value = value,
                    PluginName = layer.PluginName,
                    Context = layer.Context,
                    IsFile = layer.IsFile(name),
                    ContainsPath = layer.PathNames.Contains(name),
                    ExpiresAt = layer.ExpiresAt,
                    OverriddenPlugin = variables.GetValueOrDefault(name)?.PluginName,
                };
            }
        }

        return variables;
    }

    /// <summary>Names the plugin, never the value.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => PluginName;
}

/// <summary>A variable that P5 has applied.</summary>
/// <param name="Original">What it was before, null if it was not set.</param>
/// <param name="Value">What P5 set it to.</param>
/// <param name="PluginName">The plugin that the value is from; null for P5 itself.</param>
internal sealed record AppliedVariable(string? Original, string Value, string? PluginName)
{
    /// <summary>Names the plugin and no value.</summary>
    public override string ToString() => PluginName ?? "P5";
}
