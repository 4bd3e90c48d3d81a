using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>Sets the variables of credentials in the session's environment.</summary>
[Cmdlet(VerbsCommon.Set, "P5Environment", SupportsShouldProcess = true, DefaultParameterSetName = StackSet)]
[OutputType(typeof(EnvironmentChange))]
public sealed class SetP5EnvironmentCommand : AuthenticatingCmdlet
{
    private const string StackSet = "Stack";
    private const string CredentialSet = "Credential";

    private readonly EnvironmentEditor _editor;

    /// <summary>Creates the cmdlet.</summary>
    public SetP5EnvironmentCommand() => _editor = new EnvironmentEditor(this);

    /// <summary>The credentials to apply, from <c>Invoke-P5Authenticate</c>.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = CredentialSet)]
    [ValidateNotNull]
    public Credential[] Credential { get; set; } = [];

    /// <summary>The stack to request credentials for; by default the selected one.</summary>
    [Parameter(Position = 0, ParameterSetName = StackSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StackCompleter))]
    public string? Stack { get; set; }

    /// <summary>Calls the plugins although their cached credentials are still valid.</summary>
    [Parameter(ParameterSetName = StackSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes what was done to each variable.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    private protected override void Process()
    {
        foreach (Credential credential in Credential)
        {
            _editor.Apply(credential.Value, PassThru);
        }
    }

    /// <inheritdoc />
    private protected override void End()
    {
        if (ParameterSetName != StackSet)
        {
            return;
        }

        WorkspaceConfiguration configuration = LoadConfiguration(path: null, Stack);
        RestoreOtherStacks(configuration);
        Authenticate(configuration, new AuthenticationOptions { Force = Force }, Apply);
    }

    private void Apply(AuthenticationResult result)
    {
        if (result.Credential is { } credential)
        {
            _editor.Apply(credential, PassThru);
        }
        else
        {
            WriteFailure(result);
        }
    }

    /// <summary>
    /// Called before any plugin: a plugin that is started for this stack must not inherit another stack's
    /// variables, and none of them may remain if no plugin of this stack returns a credential.
    /// </summary>
    private void RestoreOtherStacks(WorkspaceConfiguration configuration)
    {
        foreach (PluginCredential applied in ModuleState.Host.Environment.Applied)
        {
            if (applied.Context.StackName != configuration.StackName
                || applied.Context.WorkspaceDirectory != configuration.WorkspaceDirectory)
            {
                _editor.Restore(applied, PassThru);
            }
        }
    }
}
