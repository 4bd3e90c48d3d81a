namespace P5.Host;

/// <summary>
/// The variables of all of a workspace's credentials together, for a program that is not this process.
/// </summary>
public sealed class VariableSet
{
    private readonly IReadOnlyDictionary<string, string> _variables;

    private VariableSet(IReadOnlyDictionary<string, string> variables, IReadOnlyList<string> warnings)
    {
        _variables = variables;
        Warnings = warnings;
    }

    /// <summary>Warnings about the variables, one sentence each. Contains no value.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>
    /// The variables with their secret values. A method, so that no serialiser or view comes upon them.
    /// </summary>
    /// <returns>Names and values.</returns>
    public IReadOnlyDictionary<string, string> GetVariables() => _variables;

    /// <summary>
    /// Merges credentials. Plugins that ran in parallel ended in any order; the configuration's order
    /// makes the result the same every time.
    /// </summary>
    /// <param name="configuration">The workspace.</param>
    /// <param name="credentials">What its plugins returned.</param>
    /// <returns>The variables.</returns>
    public static VariableSet Combine(WorkspaceConfiguration configuration, IEnumerable<PluginCredential> credentials)
    {
        Dictionary<string, PluginCredential> byPlugin = credentials.ToDictionary(credential => credential.PluginName);
        IReadOnlyDictionary<string, LayeredVariable> layered = LayeredVariable.Flatten(
            configuration.Plugins.Keys.Where(byPlugin.ContainsKey).Select(plugin => byPlugin[plugin]));
        var variables = new Dictionary<string, string>();
        var warnings = new List<string>();
        foreach ((string name, LayeredVariable variable) in layered)
        {
            variables.Add(name, variable.Value);
            warnings.AddRange(WarningsOf(name, variable));
        }

        return new VariableSet(variables, warnings);
    }

    private static IEnumerable<string> WarningsOf(string name, LayeredVariable variable)
    {
        if (variable.OverriddenPlugin is { } overridden)
        {
            yield return $"Plugins '{overridden}' and '{variable.PluginName}' both set {name}; "
                + $"'{variable.PluginName}' comes later and wins.";
        }

        foreach (string warning in CodeLoadingVariables.Warnings(variable.PluginName, [name]))
        {
            yield return warning;
        }
    }
}
