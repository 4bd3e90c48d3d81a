using System.Management.Automation;
using P5.PowerShell.Completion;

namespace P5.PowerShell.Commands;

/// <summary>Puts the session's environment back to what it was before <c>Set-P5Environment</c>.</summary>
[Cmdlet(VerbsCommon.Clear, "P5Environment", SupportsShouldProcess = true)]
[OutputType(typeof(EnvironmentChange))]
public sealed class ClearP5EnvironmentCommand : P5Cmdlet
{
    /// <summary>The plugins whose variables are taken back, with wildcards; by default all.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AppliedPluginCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Writes what was done to each variable.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        var editor = new EnvironmentEditor(this);
        foreach (Host.Credentials.Credential applied in ModuleState.Host.Environment.Applied)
        {
            if (PluginNameFilter.Matches(applied.PluginName, Name))
            {
                editor.TakeBack(applied, PassThru);
            }
        }
    }
}
