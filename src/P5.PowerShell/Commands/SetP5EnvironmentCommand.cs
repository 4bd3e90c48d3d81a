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
    private readonly List<PluginCredential> _given = [];

    /// <summary>Creates the cmdlet.</summary>
    public SetP5EnvironmentCommand() => _editor = new EnvironmentEditor(this);

    /// <summary>The credentials to apply, from <c>Invoke-P5Authenticate</c>.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = CredentialSet)]
    [ValidateNotNull]
    public Credential[] Credential { get; set; } = [];

    // In both sets: a default of the session for -Stack would otherwise exclude credentials from the pipeline.
    /// <summary>The stack to request credentials for; by default the selected one.</summary>
    [Parameter(Position = 0, ParameterSetName = StackSet)]
    [Parameter(ParameterSetName = CredentialSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StackCompleter))]
    public string? Stack { get; set; }

    /// <summary>Calls the plugins although their cached credentials are still valid.</summary>
    [Parameter(ParameterSetName = StackSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes what was done to each variable.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    // Collected: which credential wins a name must not depend on when it comes, and the user is asked once.
    /// <inheritdoc />
    private protected override void Process() => _given.AddRange(Credential.Select(credential => credential.Value));

    /// <inheritdoc />
    private protected override void End()
    {
        if (ParameterSetName == StackSet)
        {
            Request();
        }
        else if (_given.Count > 0)
        {
            ApplyGiven(_given[^1].Context);
        }
    }

    /// <summary>
    /// Restores other stacks before it calls a plugin: their variables must not remain if no plugin of this stack
    /// returns a credential.
    /// </summary>
    private void Request()
    {
        WorkspaceConfiguration configuration = LoadConfiguration(path: null, Stack);
        if (!_editor.RestoreOthers(AuthenticationContext.Of(configuration)!, PassThru))
        {
            return;
        }

        var credentials = new List<PluginCredential>();
        Authenticate(configuration, new AuthenticationOptions { Force = Force }, result =>
        {
            if (result.Credential is { } credential)
            {
                credentials.Add(credential);
            }
            else
            {
                WriteFailure(result);
            }
        });
        if (credentials.Count > 0)
        {
            _editor.Apply(credentials, PassThru);
        }
    }

    /// <summary>Applies the stack of the last credential, because one stack is applied at a time.</summary>
    private void ApplyGiven(AuthenticationContext last)
    {
        foreach (AuthenticationContext other in _given.Select(given => given.Context).Distinct())
        {
            if (other != last)
            {
                WriteWarning(
                    $"Credentials for stack '{other.StackName}' of {other.WorkspaceDirectory} are not applied: one "
                    + $"stack is applied at a time, and '{last.StackName}' of {last.WorkspaceDirectory} came last.");
            }
        }

        if (Stack is not null && Stack != last.StackName)
        {
            WriteWarning(
                $"The credentials are for stack '{last.StackName}', not '{Stack}'. -Stack has no effect on them.");
        }

        _editor.Apply([.. _given.Where(given => given.Context == last)], PassThru);
    }
}
