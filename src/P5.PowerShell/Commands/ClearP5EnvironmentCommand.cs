using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>Restores the session's environment to what it was before <c>Set-P5Environment</c>.</summary>
[Cmdlet(VerbsCommon.Clear, "P5Environment", SupportsShouldProcess = true)]
[OutputType(typeof(EnvironmentChange))]
public sealed class ClearP5EnvironmentCommand : P5Cmdlet
{
    private readonly EnvironmentEditor _editor;
    private readonly HashSet<PluginCredential> _selected = [];

    /// <summary>Creates the cmdlet.</summary>
    public ClearP5EnvironmentCommand() => _editor = new EnvironmentEditor(this);

    /// <summary>The plugins whose variables are restored, with wildcards; by default all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AppliedPluginCompleter))]
    public string[]? Plugin { get; set; }

    /// <summary>Writes what was done to each variable.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    private protected override void Process()
    {
        IReadOnlyCollection<PluginCredential> applied = [.. ModuleState.Host.Environment.Applied];
        _selected.UnionWith(SelectByName(applied, credential => credential.PluginName, Plugin, NotApplied));
        if (applied.Count > 0)
        {
            WarnOfUnmatched([.. applied.Select(credential => credential.PluginName)], Plugin, "Applied");
        }
    }

    /// <inheritdoc />
    private protected override void End()
    {
        if (_selected.Count > 0)
        {
            _editor.Restore([.. LayeredVariable.Sort(_selected)], PassThru);
        }
    }

    private static P5Exception NotApplied(string plugin) => new(
        ErrorIds.CredentialNotFound,
        $"No variables of plugin '{plugin}' are set in this session.",
        "See the property AppliedVariables of Get-P5Plugin.");
}
