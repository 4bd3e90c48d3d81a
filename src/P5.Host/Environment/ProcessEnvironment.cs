namespace P5.Host.Environment;

/// <summary>The environment of this process, which a shell's session and the commands it starts share.</summary>
public sealed class ProcessEnvironment : IEnvironmentVariables
{
    /// <inheritdoc />
    public string? GetVariable(string name) => System.Environment.GetEnvironmentVariable(name);

    /// <inheritdoc />
    public void SetVariable(string name, string? value) => System.Environment.SetEnvironmentVariable(name, value);
}
