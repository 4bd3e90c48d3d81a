namespace P5.Host;

/// <summary>A set of environment variables that can be read and changed.</summary>
public interface IEnvironmentVariables
{
    /// <summary>Reads a variable.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its value, "" where it is empty, null where it is not set.</returns>
    string? GetVariable(string name);

    /// <summary>Reads all variables.</summary>
    /// <returns>A copy: names, which compare as the platform's do, and values.</returns>
    Dictionary<string, string> GetVariables();

    /// <summary>Sets a variable.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value; "" sets it to empty, null removes it.</param>
    void SetVariable(string name, string? value);
}
