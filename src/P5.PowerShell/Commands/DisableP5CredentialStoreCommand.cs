using System.Management.Automation;

namespace P5.PowerShell.Commands;

/// <summary>
/// Turns the credential store off, for all sessions of the user, and removes its credentials and its key.
/// </summary>
[Cmdlet(VerbsLifecycle.Disable, "P5CredentialStore", SupportsShouldProcess = true)]
public sealed class DisableP5CredentialStoreCommand : P5Cmdlet
{
    /// <summary>Removes your secrets too. Without it, the store stays on if it has any.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc />
    private protected override void End()
    {
        if (ShouldProcess(ModuleState.Host.Store.Directory, Describe()))
        {
            InvokeOrTerminate(() => Run((_, cancellationToken) =>
                ModuleState.Host.Store.DisableAsync(removeSecrets: Force, cancellationToken)));
        }
    }

    private string Describe()
    {
        int secrets = Force ? InvokeOrTerminate(() => ModuleState.Host.Store.Secrets.Count()) : 0;
        return $"Remove the stored credentials{(secrets > 0 ? $", {secrets} of your secrets" : "")} and their key";
    }
}
