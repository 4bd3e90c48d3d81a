using P5.Sources;
using static P5.Sources.SettingRules;

namespace P5.Host;

/// <summary>
/// What settings of sources can name beside the workspace: the user's secrets, and the environment with its executables
/// and files. Nothing is unlocked or started.
/// </summary>
/// <param name="secrets">The user's secrets.</param>
/// <param name="environment">The environment that the user has made.</param>
internal sealed class SourceSurroundings(UserSecrets secrets, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>The environment that the user has made.</summary>
    public IReadOnlyDictionary<string, string> Environment => environment;

    /// <summary>The context of a source that only looks for what it needs.</summary>
    public SourceContext ContextOf(string workspace) => new()
    {
        WorkspaceDirectory = workspace,
        Environment = environment,
        Tools = new SourceTools(workspace, environment, secrets: null, TimeProvider.System),
    };

    /// <summary>Finds why a secret cannot be read.</summary>
    /// <param name="setting">The setting that says where it is kept.</param>
    /// <param name="reference">Where it is kept.</param>
    /// <param name="workspace">Full path of the workspace.</param>
    /// <returns>The problem; null if there is none.</returns>
    public SourceException? FindProblem(string setting, SecretReference reference, string workspace)
    {
        if (reference.Name is not { } name)
        {
            return FindProblem(setting, SecretReader.InputOf(reference), workspace);
        }

        try
        {
            return secrets.FindProblem(name, workspace) is { } problem
                ? Wrong(setting, $"names {problem.Text}", problem.Fix)
                : null;
        }
        catch (P5Exception exception)
        {
            return Wrong(
                setting,
                $"names secret '{name}', which cannot be looked for: {exception.Message.TrimEnd('.')}",
                exception.RecommendedAction);
        }
    }

    /// <summary>Finds why a command cannot be run in the environment of the user.</summary>
    /// <inheritdoc cref="FindProblem(string, ExecInput, string, IReadOnlyDictionary{string, string})"/>
    public SourceException? FindProblem(string setting, ExecInput input, string workspace) =>
        FindProblem(setting, input, workspace, environment);

    /// <summary>Finds why a command cannot be run.</summary>
    /// <param name="setting">The setting that names it.</param>
    /// <param name="input">The command.</param>
    /// <param name="workspace">Full path of the workspace.</param>
    /// <param name="environment">The environment with its PATH.</param>
    /// <inheritdoc cref="FindProblem(string, SecretReference, string)" path="/returns"/>
    public static SourceException? FindProblem(
        string setting, ExecInput input, string workspace, IReadOnlyDictionary<string, string> environment) =>
        input.FindExecutableProblem(workspace, environment) is { } problem
            ? Wrong(
                setting,
                $"in config names a command that cannot be run: {problem}",
                $"Install it, or correct {setting} in config.")
            : null;

    /// <summary>Finds why a command has no folder to run in.</summary>
    /// <param name="setting">The setting that names the folder.</param>
    /// <param name="input">The command.</param>
    /// <param name="workspace">Full path of the workspace.</param>
    /// <inheritdoc cref="FindProblem(string, SecretReference, string)" path="/returns"/>
    public static SourceException? FindFolderProblem(string setting, ExecInput input, string workspace) =>
        input.FindFolderProblem(workspace) is { } problem
            ? Wrong(
                setting,
                $"names the folder of a command, but {problem}",
                FixOfFolder(setting, input, workspace))
            : null;

    private static string FixOfFolder(string setting, ExecInput input, string workspace)
    {
        try
        {
            return File.Exists(input.FolderIn(workspace))
                ? $"Set {setting} to a folder."
                : $"Create it, or correct {setting}.";
        }
        catch (ArgumentException)
        {
            // The problem says why it is not a path.
            return $"Correct {setting}.";
        }
    }

    /// <summary>Finds why a file cannot be read.</summary>
    /// <param name="setting">The setting that names it.</param>
    /// <param name="path">Its path, as written.</param>
    /// <param name="workspace">Full path of the workspace.</param>
    /// <inheritdoc cref="FindProblem(string, SecretReference, string)" path="/returns"/>
    public static SourceException? FindProblem(string setting, string path, string workspace)
    {
        try
        {
            string file = RepositoryFolder.FindFile(path, workspace);
            return File.Exists(file) ? null
                : Wrong(setting, $"names the file {file}, which does not exist", $"Create it, or correct {setting}.");
        }
        catch (Exception exception) when (exception is IOException or ArgumentException)
        {
            return Wrong(
                setting, $"names the file {path}, which cannot be read: {exception.Message}", $"Correct {setting}.");
        }
    }
}
