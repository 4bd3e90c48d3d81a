namespace P5.Host;

/// <summary>The environment as a process that works for one context may see it.</summary>
internal sealed class EnvironmentView
{
    /// <summary>Names, which compare as the platform's do, and values. Secret.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>What those of the variables are for that P5 applied; null where it applied none of them.</summary>
    public AuthenticationContext? AppliedContext { get; init; }

    /// <summary>Lays variables on top.</summary>
    /// <param name="upper">The variables that win.</param>
    /// <returns>A copy of both.</returns>
    public Dictionary<string, string> With(IReadOnlyDictionary<string, string> upper)
    {
        var variables = new Dictionary<string, string>(Variables, VariableRules.NameComparer);
        foreach ((string name, string value) in upper)
        {
            variables[name] = value;
        }

        return variables;
    }
}
