namespace P5.Host;

/// <summary>Another environment with changes of its own on top, which never reach it: what a preview writes to.</summary>
/// <param name="lower">The environment below.</param>
internal sealed class OverlayEnvironment(IEnvironmentVariables lower) : IEnvironmentVariables
{
    private readonly Dictionary<string, string?> _changes = new(VariableRules.NameComparer);

    /// <inheritdoc />
    public string? GetVariable(string name) => _changes.TryGetValue(name, out string? value) ? value : lower.GetVariable(name);

    /// <inheritdoc />
    public Dictionary<string, string> GetVariables()
    {
        Dictionary<string, string> variables = lower.GetVariables();
        foreach ((string name, string? value) in _changes)
        {
            variables.Put(name, value);
        }

        return variables;
    }

    /// <inheritdoc />
    public void SetVariable(string name, string? value) => _changes[name] = value;
}
