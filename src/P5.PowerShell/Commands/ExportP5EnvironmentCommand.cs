using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>
/// Writes the variables of a stack, with their values, as a text for another program to read. If a plugin fails,
/// nothing is written, and its error ends the command.
/// </summary>
[Cmdlet(VerbsData.Export, "P5Environment", SupportsShouldProcess = true)]
[OutputType(typeof(string))]
public sealed class ExportP5EnvironmentCommand : AuthenticatingCmdlet
{
    /// <summary>The stack; by default the selected one.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StackCompleter))]
    public string? Stack { get; set; }

    /// <summary>
    /// The output format; by default PowerShell's own. <c>GitHubActions</c> writes the commands that mask the values
    /// in the log, and appends the variables themselves to the file that <c>$env:GITHUB_ENV</c> names.
    /// </summary>
    [Parameter(Position = 1)]
    [ValidateSet(
        nameof(EnvironmentFormat.Posix),
        nameof(EnvironmentFormat.Fish),
        nameof(EnvironmentFormat.PowerShell),
        nameof(EnvironmentFormat.Json),
        nameof(EnvironmentFormat.Dotenv),
        nameof(EnvironmentFormat.GitHubActions))]
    public string Format { get; set; } = nameof(EnvironmentFormat.PowerShell);

    /// <summary>The plugins to call, with wildcards; by default all.</summary>
    [Parameter]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConfiguredPluginCompleter))]
    public string[]? Plugin { get; set; }

    /// <summary>A folder in the workspace; by default the location.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <inheritdoc />
    private protected override void End()
    {
        var format = Enum.Parse<EnvironmentFormat>(Format, ignoreCase: true);
        EnvironmentExport export = InvokeOrTerminate(() => new EnvironmentExport(format, new ProcessEnvironment()));
        WorkspaceConfiguration configuration = LoadConfiguration(Path, Stack);
        var variables = VariableSet.Combine(AuthenticateAll(configuration, Plugin));
        InvokeOrTerminate(() => variables.RequireNoFiles(
            "Run the command that needs them with Invoke-P5Command. To export the variables of other plugins, choose "
                + "these with -Plugin."));
        foreach (string problem in variables.FindSizeProblems())
        {
            WriteWarning(problem);
        }

        Write(export, variables.GetVariables());
    }

    private void Write(EnvironmentExport export, IReadOnlyDictionary<string, string> variables)
    {
        foreach (string warning in export.GetWarnings(variables))
        {
            WriteWarning(warning);
        }

        if (export.FilePath is { } file && !ShouldProcess(file, $"Append {VariableList.Of([.. variables.Keys])}"))
        {
            return;
        }

        // One text, not lines: joining lines again would change line ends inside values.
        string text = export.GetText(variables);
        if (text.Length > 0)
        {
            WriteObject(text.TrimEnd('\n'));
        }

        InvokeOrTerminate(() => export.WriteFile(variables));
    }
}
