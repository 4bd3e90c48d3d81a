namespace P5.Host;

/// <summary>The whole environment of one command. Dispose it after the command, to delete its files.</summary>
public sealed class CommandEnvironment : IDisposable
{
    private readonly VariableFiles _files;
    private readonly IDisposable _inherited;

    internal CommandEnvironment(
        IReadOnlyDictionary<string, string> variables,
        VariableSet ofPlugins,
        VariableFiles files,
        IDisposable inherited)
    {
        Variables = variables;
        Files = ofPlugins.FileNames.ToDictionary(name => name, name => variables[name], VariableRules.NameComparer);
        _files = files;
        _inherited = inherited;
    }

    /// <summary>Names and values; the names compare as the platform's do. Values are secret.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>The paths of files by the variables that contain them.</summary>
    public IReadOnlyDictionary<string, string> Files { get; }

    /// <inheritdoc />
    public void Dispose()
    {
        _files.Dispose();
        _inherited.Dispose();
    }
}
