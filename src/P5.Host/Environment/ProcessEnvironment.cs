using System.Collections;

namespace P5.Host;

/// <summary>The environment of this process, which a shell's session and the commands it starts share.</summary>
public sealed class ProcessEnvironment : IEnvironmentVariables
{
    /// <inheritdoc />
    public string? GetVariable(string name) => System.Environment.GetEnvironmentVariable(name);

    /// <inheritdoc />
    public Dictionary<string, string> GetVariables()
    {
        IDictionary all = System.Environment.GetEnvironmentVariables();
        var variables = new Dictionary<string, string>(all.Count, VariableRules.NameComparer);
        foreach (DictionaryEntry entry in all)
        {
            variables.Add((string)entry.Key, (string)entry.Value!);
        }

        return variables;
    }

    /// <inheritdoc />
    public void SetVariable(string name, string? value) => System.Environment.SetEnvironmentVariable(name, value);
}
