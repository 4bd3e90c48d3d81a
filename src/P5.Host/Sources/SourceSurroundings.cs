using P5.Sources;

namespace P5.Host;

/// <summary>
/// What settings of sources can name beside the workspace: the user's secrets, and the environment with its executables
/// and files. Nothing is unlocked or started.
/// </summary>
/// <param name="secrets">The user's secrets.</param>
/// <param name="environment">The environment that the user has made.</param>
internal sealed class SourceSurroundings(UserSecrets secrets, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>The context of a source that only looks for what it needs.</summary>
    public SourceContext ContextOf(string workspace) => new()
    {
        WorkspaceDirectory = workspace,
        Environment = environment,
        Tools = new SourceTools(workspace, environment, secrets: null, TimeProvider.System),
    };

    /// <summary>Finds why a secret cannot be read.</summary>
    /// <returns>What the setting names, and what is wrong with it; null if nothing is.</returns>
    public string? FindProblem(SecretReference reference, string workspace)
    {
        if (reference.Name is not { } name)
        {
            return FindProblem(SecretReader.InputOf(reference), workspace);
        }

        try
        {
            return secrets.FindProblem(name, workspace);
        }
        catch (P5Exception exception)
        {
            return $"secret '{name}', which cannot be looked for: {exception.Message.TrimEnd('.')}";
        }
    }

    /// <summary>What to do about a secret that cannot be read; null if nothing in particular.</summary>
    public string? FindFix(SecretReference reference)
    {
        try
        {
            return reference.Name is not null && secrets.IsOff ? CredentialStore.IsOff().RecommendedAction : null;
        }
        catch (P5Exception)
        {
            // The problem says it.
            return null;
        }
    }

    /// <summary>Finds why a command cannot be run.</summary>
    /// <inheritdoc cref="FindProblem(SecretReference, string)" path="/returns"/>
    public string? FindProblem(ExecInput input, string workspace) =>
        input.FindProblem(workspace, environment) is { } problem ? $"a command that is not here: {problem}" : null;

    /// <summary>Finds why a file cannot be read.</summary>
    /// <inheritdoc cref="FindProblem(SecretReference, string)" path="/returns"/>
    public static string? FindProblem(string path, string workspace)
    {
        try
        {
            string file = RepositoryFolder.FindFile(path, workspace);
            return File.Exists(file) ? null : $"the file {file}, which does not exist";
        }
        catch (Exception exception) when (exception is IOException or ArgumentException)
        {
            return $"the file {path}, which cannot be read: {exception.Message}";
        }
    }
}
