namespace P5.Host;

/// <summary>
/// Passes variables to another program: as a text to print, and for a GitHub workflow also in the file from which the
/// runner reads the variables of later steps.
/// </summary>
public sealed class EnvironmentExport
{
    private const string GitHubFileVariable = "GITHUB_ENV";

    private readonly EnvironmentFormat _format;

    /// <summary>
    /// Prepares an export. It fails here if something is missing, before any plugin is called.
    /// </summary>
    /// <param name="format">The form.</param>
    /// <param name="environment">Where the runner names its file.</param>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.ExportFailed"/>: no GitHub runner has started this process.
    /// </exception>
    public EnvironmentExport(EnvironmentFormat format, IEnvironmentVariables environment)
    {
        _format = format;
        if (format == EnvironmentFormat.GitHubActions)
        {
            FilePath = environment.GetVariable(GitHubFileVariable) is { Length: > 0 } path
                ? path
                : throw new P5Exception(
                    ErrorIds.ExportFailed,
                    $"{GitHubFileVariable} is not set, so variables cannot be passed to a GitHub workflow.",
                    "Run this in a step of a GitHub workflow, or choose another format.");
        }
    }

    /// <summary>The file that the variables are appended to; null if the text has them.</summary>
    public string? FilePath { get; }

    /// <summary>
    /// What to print: the variables, or for a GitHub workflow the commands that mask their values in its log.
    /// </summary>
    /// <param name="variables">Names and values.</param>
    /// <returns>The text. It contains the values.</returns>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.ExportFailed"/>: the variables of all plugins together have more than 16 MiB.
    /// </exception>
    public string GetText(IReadOnlyDictionary<string, string> variables)
    {
        if (VariableRules.SizeProblem(variables) is { } problem)
        {
            throw new P5Exception(
                ErrorIds.ExportFailed,
                $"The plugins returned {problem}.",
                "Return less in the plugins, or write values to files and return their paths.");
        }

        return FilePath is null
            ? EnvironmentFormatter.Format(variables, _format)
            : GitHubActions.Masks(PublicVariables.SecretsOf(variables));
    }

    /// <summary>What is left out of the text and the file, or read differently by some programs.</summary>
    /// <param name="variables">Names and values.</param>
    /// <returns>Sentences without a value.</returns>
    public IEnumerable<string> GetWarnings(IReadOnlyDictionary<string, string> variables) =>
        EnvironmentFormatter.Warnings(variables, _format);

    /// <summary>
    /// Writes to <see cref="FilePath"/>, if there is one. Call it after the text was printed: masks come first.
    /// </summary>
    /// <param name="variables">Names and values.</param>
    /// <exception cref="P5Exception"><see cref="ErrorIds.ExportFailed"/>: the file cannot be written.</exception>
    public void WriteFile(IReadOnlyDictionary<string, string> variables)
    {
        if (FilePath is null)
        {
            return;
        }

        try
        {
            // The runner ignores empty lines; one ends a line that an earlier writer left open.
            File.AppendAllText(FilePath, "\n" + EnvironmentFormatter.Format(variables, _format));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new P5Exception(
                ErrorIds.ExportFailed,
                $"The file that {GitHubFileVariable} names cannot be written: {exception.Message}",
                "Check that the step can write to it.",
                exception);
        }
    }
}
