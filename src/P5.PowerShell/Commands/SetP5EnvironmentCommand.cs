using System.Management.Automation;
using P5.Host.Credentials;
using P5.Host.Environment;

namespace P5.PowerShell.Commands;

/// <summary>Puts the variables of credentials into the session's environment.</summary>
[Cmdlet(VerbsCommon.Set, "P5Environment", SupportsShouldProcess = true, DefaultParameterSetName = StackSet)]
[OutputType(typeof(EnvironmentChange))]
public sealed class SetP5EnvironmentCommand : AuthenticatingCmdlet
{
    private const string StackSet = "Stack";
    private const string CredentialSet = "Credential";

    /// <summary>The credentials to apply, from <c>Invoke-P5Authenticate</c>.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = CredentialSet)]
    [ValidateNotNull]
    public Credential[] Credential { get; set; } = [];

    /// <summary>The stack to ask the plugins for; by default the selected one.</summary>
    [Parameter(Position = 0, ParameterSetName = StackSet)]
    [ValidateNotNullOrEmpty]
    public string? Stack { get; set; }

    /// <summary>Writes what was done to each variable.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (Credential credential in Credential)
        {
            Apply(credential);
        }
    }

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        if (ParameterSetName == StackSet)
        {
            Authenticate(LoadConfiguration(path: null, Stack), new AuthenticationOptions(), Apply);
        }
    }

    private void Apply(Credential credential)
    {
        EnvironmentSession environment = ModuleState.Host.Environment;
        bool confirmed = ShouldProcess(
            $"{string.Join(", ", credential.VariableNames)} of this session",
            $"Set from plugin '{credential.Plugin}' for stack '{credential.Stack}'");
        if (!confirmed && !PassThru)
        {
            return;
        }

        IReadOnlyList<Host.Environment.EnvironmentChange> changes =
            confirmed ? environment.Apply(credential.Source) : environment.Preview(credential.Source);
        foreach (Host.Environment.EnvironmentChange change in changes)
        {
            if (confirmed && change.OverriddenPlugin is { } overridden && change.PluginName == credential.Plugin)
            {
                WriteWarning($"Plugins '{overridden}' and '{change.PluginName}' both set {change.Name}; '{change.PluginName}' came later and wins.");
            }

            if (PassThru)
            {
                WriteObject(new EnvironmentChange(change));
            }
        }
    }
}
