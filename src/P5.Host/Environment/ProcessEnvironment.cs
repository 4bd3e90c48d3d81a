using System.Collections;

namespace P5.Host.Environment;

/// <summary>The environment of this process, which a shell's session and the commands it starts share.</summary>
public sealed class ProcessEnvironment : IEnvironmentVariables
{
    /// <inheritdoc />
    public string? GetVariable(string name) => System.Environment.GetEnvironmentVariable(name);

    /// <inheritdoc />
    public Dictionary<string, string> GetVariables() =>
        System.Environment.GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, VariableRules.NameComparer);

    /// <inheritdoc />
    public void SetVariable(string name, string? value) => System.Environment.SetEnvironmentVariable(name, value);
}
