namespace P5.Host.Tests;

/// <summary>An environment that no other test sees. What is started with it gets the process's variables too.</summary>
internal sealed class MemoryEnvironment : IEnvironmentVariables
{
    private readonly Dictionary<string, string> _variables = new(VariableRules.NameComparer);

    public IReadOnlyDictionary<string, string> Variables => _variables;

    public string? this[string name]
    {
        get => GetVariable(name);
        set => SetVariable(name, value);
    }

    public string? GetVariable(string name) => _variables.GetValueOrDefault(name);

    public Dictionary<string, string> GetVariables()
    {
        Dictionary<string, string> variables = new ProcessEnvironment().GetVariables();
        foreach ((string name, string value) in _variables)
        {
            variables[name] = value;
        }

        return variables;
    }

    public void SetVariable(string name, string? value)
    {
        if (value is null)
        {
            _variables.Remove(name);
        }
        else
        {
            _variables[name] = value;
        }
    }
}
