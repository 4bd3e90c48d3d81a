using System.Collections;
using P5.Sources;

namespace P5.Host;

/// <summary>A set of environment variables that can be read and changed.</summary>
public interface IEnvironmentVariables
{
    /// <summary>Reads a variable.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its value, "" if it is empty, null if it is not set.</returns>
    string? GetVariable(string name);

    /// <summary>Reads all variables.</summary>
    /// <returns>A copy: names, which compare as the platform's do, and values.</returns>
    Dictionary<string, string> GetVariables();

    /// <summary>Sets a variable.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value; "" sets it to empty, null removes it.</param>
    void SetVariable(string name, string? value);
}

/// <summary>The environment of this process, which a shell's session and the commands it starts share.</summary>
public sealed class ProcessEnvironment : IEnvironmentVariables
{
    /// <inheritdoc />
    public string? GetVariable(string name) => Environment.GetEnvironmentVariable(name);

    /// <inheritdoc />
    public Dictionary<string, string> GetVariables()
    {
        IDictionary all = Environment.GetEnvironmentVariables();
        var variables = new Dictionary<string, string>(all.Count, VariableRules.NameComparer);
        foreach (DictionaryEntry entry in all)
        {
            // The environment of a process on Windows can contain two spellings of a name if a program of a Unix-like
            // environment started it. The system then uses the first one.
            string name = (string)entry.Key;
            if (!variables.TryAdd(name, (string)entry.Value!) && GetVariable(name) is { } used)
            {
                variables[name] = used;
            }
        }

        return variables;
    }

    /// <inheritdoc />
    public void SetVariable(string name, string? value)
    {
        UserProxy.Remember(name);
        Environment.SetEnvironmentVariable(name, value);
    }
}

/// <summary>
/// Another environment with changes that never reach it: what a preview writes to.
/// </summary>
internal sealed class OverlayEnvironment(IEnvironmentVariables lower) : IEnvironmentVariables
{
    private readonly Dictionary<string, string?> _changes = new(VariableRules.NameComparer);

    /// <inheritdoc />
    public string? GetVariable(string name) =>
        _changes.TryGetValue(name, out string? value) ? value : lower.GetVariable(name);

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

/// <summary>Variables in a dictionary, changed as in an environment.</summary>
internal static class VariableTable
{
    /// <summary>Sets or removes a variable.</summary>
    /// <param name="variables">The variables.</param>
    /// <param name="name">The name.</param>
    /// <param name="value">The value; "" sets it to empty, null removes it.</param>
    public static void Put(this Dictionary<string, string> variables, string name, string? value)
    {
        if (value is null)
        {
            variables.Remove(name);
        }
        else
        {
            variables[name] = value;
        }
    }
}
