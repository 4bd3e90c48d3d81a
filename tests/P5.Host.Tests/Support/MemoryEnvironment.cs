using P5.Host.Environment;

namespace P5.Host.Tests.Support;

/// <summary>An environment that no other test sees.</summary>
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
