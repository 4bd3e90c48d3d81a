namespace P5.Host;

/// <summary>Where the <c>env</c> plugin reads its sources.</summary>
/// <param name="WorkspaceDirectory">Where relative paths begin and commands run.</param>
/// <param name="Variables">The whole environment of commands.</param>
internal sealed record EnvSurroundings(string WorkspaceDirectory, IReadOnlyDictionary<string, string> Variables)
{
    /// <summary>Names the folder; the variables are secret.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => WorkspaceDirectory;
}
