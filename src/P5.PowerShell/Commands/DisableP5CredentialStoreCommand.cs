using System.Management.Automation;

namespace P5.PowerShell.Commands;

/// <summary>
/// Turns the credential store off, for all sessions of the user, and removes its credentials and its key.
/// </summary>
[Cmdlet(VerbsLifecycle.Disable, "P5CredentialStore", SupportsShouldProcess = true)]
public sealed class DisableP5CredentialStoreCommand : P5Cmdlet
{
    /// <inheritdoc />
    private protected override void End()
    {
        if (ShouldProcess(ModuleState.Host.Store.Directory, "Remove the stored credentials and their key"))
        {
            InvokeOrTerminate(() => Run(
                (_, cancellationToken) => ModuleState.Host.Store.DisableAsync(cancellationToken)));
        }
    }
}
