namespace P5.Host;

/// <summary>The variables of several credentials together, and what to tell the user about them.</summary>
public sealed class VariableSet
{
    private readonly IReadOnlyDictionary<string, LayeredVariable> _variables;

    internal VariableSet(IReadOnlyDictionary<string, LayeredVariable> variables) => _variables = variables;

    /// <summary>Warnings about the variables, one sentence each. Contains no value.</summary>
    public IEnumerable<string> Warnings => WarningsAbout(_variables.Keys);

    /// <summary>The names of the variables that programs get as files.</summary>
    public IEnumerable<string> FileNames => NamesOf(variable => variable.IsFile);

    /// <summary>
    /// The variables with their secret values. A method, so that no serialiser or view comes upon them.
    /// </summary>
    /// <returns>Names, which compare as the platform's do, and values.</returns>
    public IReadOnlyDictionary<string, string> GetVariables() =>
        _variables.ToDictionary(pair => pair.Key, pair => pair.Value.Value, VariableRules.NameComparer);

    /// <summary>Merges credentials in the configured order, in which later ones win.</summary>
    /// <param name="credentials">The credentials of one stack, in any order.</param>
    /// <returns>The variables.</returns>
    public static VariableSet Combine(IEnumerable<PluginCredential> credentials) =>
        new(LayeredVariable.Flatten(credentials));

    /// <summary>The warnings about some of the variables.</summary>
    /// <param name="names">Their names. Names that are not in the set have no warnings.</param>
    /// <returns>One sentence each. Contains no value.</returns>
    public IEnumerable<string> WarningsAbout(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            if (!_variables.TryGetValue(name, out LayeredVariable? variable))
            {
                continue;
            }

            if (variable.OverriddenPlugin is { } overridden)
            {
                yield return $"Plugins '{overridden}' and '{variable.PluginName}' both set {name}; "
                    + $"'{variable.PluginName}' comes later in the configured order and wins.";
            }

            foreach (string warning in CodeLoadingVariables.Warnings(variable.PluginName, [name]))
            {
                yield return warning;
            }
        }
    }

    /// <summary>
    /// Throws if a variable is a file, or contains the path of one: it would end before the program that reads a text,
    /// or never.
    /// </summary>
    /// <param name="recommendedAction">What the user can do instead, with the tool that exports.</param>
    /// <exception cref="P5Exception"><see cref="ErrorIds.ExportFailed"/>. The message names all of them.</exception>
    public void RequireNoFiles(string recommendedAction)
    {
        string[] files = [.. FileNames];
        string[] names = files is [] ? [.. PathNames] : files;
        if (names.Length == 0)
        {
            return;
        }

        bool isOne = names.Length == 1;
        string problem = (files is [], isOne) switch
        {
            (false, true) => "is a file, which cannot be exported: nothing would delete it.",
            (false, false) => "are files, which cannot be exported: nothing would delete them.",
            (true, true) => "contains the path of another plugin's file, which P5 deletes, so it cannot be exported.",
            (true, false) => "contain paths of other plugins' files, which P5 deletes, so they cannot be exported.",
        };
        string subject = string.Join(", ", names.Select(name => $"{name} of plugin '{_variables[name].PluginName}'"));
        string[] plugins = [.. names.Select(name => _variables[name].PluginName).Distinct()];
        throw new P5Exception(ErrorIds.ExportFailed, $"{subject} {problem}", recommendedAction)
        {
            PluginName = plugins is [var plugin] ? plugin : null,
        };
    }

    /// <summary>Adds the variables to an environment.</summary>
    /// <param name="environment">The environment, which is not changed.</param>
    /// <returns>Names, which compare as the platform's do, and values.</returns>
    public IReadOnlyDictionary<string, string> AddTo(IReadOnlyDictionary<string, string> environment)
    {
        var all = new Dictionary<string, string>(environment, VariableRules.NameComparer);
        foreach ((string name, LayeredVariable variable) in _variables)
        {
            all[name] = variable.Value;
        }

        return all;
    }

    private IEnumerable<string> PathNames => NamesOf(variable => variable.ContainsPath);

    private IEnumerable<string> NamesOf(Func<LayeredVariable, bool> isMeant) =>
        _variables.Where(pair => isMeant(pair.Value)).Select(pair => pair.Key).Order(StringComparer.Ordinal);

    /// <summary>Replaces variables.</summary>
    internal VariableSet With(
        Func<IReadOnlyDictionary<string, LayeredVariable>, IReadOnlyDictionary<string, LayeredVariable>> change) =>
        new(change(_variables));

    /// <summary>Describes why no program can be started with the variables.</summary>
    /// <param name="environment">The environment that they are added to; null for an empty one.</param>
    /// <returns>One sentence each. Contains no value. Empty if programs can be started.</returns>
    public IReadOnlyList<string> FindSizeProblems(IReadOnlyDictionary<string, string>? environment = null) =>
        EnvironmentLimits.OfSystem.FindProblems(_variables, AddTo(environment ?? new Dictionary<string, string>()));

    /// <summary>Throws if a command cannot be started with the variables.</summary>
    /// <param name="environment">The environment that they are added to.</param>
    /// <exception cref="P5Exception"><see cref="ErrorIds.EnvironmentInvalid"/>.</exception>
    public void RequireSize(IReadOnlyDictionary<string, string> environment)
    {
        if (FindSizeProblems(environment) is [_, ..] problems)
        {
            throw new P5Exception(
                ErrorIds.EnvironmentInvalid,
                string.Join(" ", problems),
                "Return less in the plugin, or write the value to a file and return its path.");
        }
    }
}
