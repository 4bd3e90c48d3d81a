using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>
/// Finds errors and likely mistakes in a workspace's configuration, and writes nothing if there are none. Starts no
/// plugin.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "P5Config", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ConfigDiagnostic))]
public sealed class TestP5ConfigCommand : P5Cmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string Activity = "Checking configurations";

    // What workspaces share is reported once, however many of them come through the pipeline.
    private ConfigurationChecker? _checker;

    /// <summary>Folders in the workspaces, or files of theirs, with wildcards; by default the location.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = ["."];

    /// <summary>The same, without wildcards.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP", "FullName")]
    public string[]? LiteralPath { get; set; }

    /// <summary>The stack whose file is checked; by default all stacks with a file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StackCompleter))]
    public string? Stack { get; set; }

    /// <summary>Checks every workspace in the folder and below it.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <inheritdoc />
    private protected override void Process()
    {
        foreach (string path in LiteralPath?.Select(ResolvePath) ?? ResolveWildcards(Path, ErrorIds.WorkspaceNotFound))
        {
            try
            {
                Check(path);
            }
            catch (P5Exception exception)
            {
                WriteError(P5ErrorRecord.Create(exception, target: path));
            }
        }
    }

    private void Check(string path) => Run((dispatcher, cancellationToken) =>
    {
        _checker ??= new ConfigurationChecker(host: ModuleState.Host);
        IEnumerable<ConfigurationDiagnostic> findings = Recurse
            ? _checker.CheckAll(
                path, Stack, progress => dispatcher.Post(cmdlet => Show(cmdlet, progress)), cancellationToken)
            : _checker.Check(path, Stack);
        foreach (ConfigurationDiagnostic finding in findings)
        {
            cancellationToken.ThrowIfCancellationRequested();
            dispatcher.Post(cmdlet => cmdlet.WriteObject(new ConfigDiagnostic(finding)));
        }

        if (Recurse)
        {
            var completed = new ProgressRecord(0, Activity, " ") { RecordType = ProgressRecordType.Completed };
            dispatcher.Post(cmdlet => cmdlet.WriteProgress(completed));
        }

        return Task.CompletedTask;
    });

    private static void Show(P5Cmdlet cmdlet, CheckProgress progress) =>
        cmdlet.WriteProgress(new ProgressRecord(0, Activity, progress.Workspace)
        {
            PercentComplete = 100 * progress.Done / progress.Total,
        });
}
